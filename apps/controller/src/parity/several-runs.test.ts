import { parseMessage } from '@skywriter/skydns';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Arena, type Ran, startArena } from './testing/arena.ts';
import { anIngress } from './testing/build.ts';
import { available } from './testing/components.ts';
import { type Row, recordsOfExternalDns, recordsOfSkywriter } from './testing/records.ts';

const WORDS = ['--source=ingress', '--policy=sync'];
const host = 'a.example.test';
const front = (...targets: string[]) => anIngress('front', { hosts: [host], targets });

/** Defects that show only when ExternalDNS synchronises again: each test runs both, on prefixes of their own. */
describe.skipIf(!(await available()))('several synchronisations', () => {
  let arena: Arena;
  let count = 0;
  beforeAll(async () => {
    arena = await startArena();
  });
  afterEach(() => arena.remove([front()]));
  afterAll(() => arena?.stop());

  const fresh = (words: readonly string[] = WORDS): Both => {
    count += 1;
    return bothIn(arena, count, words);
  };

  test('txt-records-left-behind', async () => {
    const both = fresh();
    await arena.create([front('192.0.2.1')]);
    await both.run();
    expect(both.texts()).toEqual({ externalDns: 1, skywriter: 0 });
    await arena.replace(front('192.0.2.2'));
    await both.run();
    await arena.replace(front('192.0.2.3'));
    await both.run();
    expect(both.texts()).toEqual({ externalDns: 3, skywriter: 0 });
    expect(both.records()).toEqual(same([`${host} 300 A 192.0.2.3`]));
    await arena.remove([front()]);
    await both.run();
    expect(both.records()).toEqual(same([]));
    expect(both.keys()).toEqual({ externalDns: 3, skywriter: 0 });
  });

  test('dual-stack-never-rests', async () => {
    const both = fresh();
    const object = front('192.0.2.1', '2001:db8::1');
    await arena.create([object]);
    await both.run();
    expect(both.texts().externalDns).toBe(2);
    const written = both.written();
    await both.run();
    await both.run();
    expect(both.texts().externalDns).toBeGreaterThan(2);
    expect(both.written().externalDns).toBeGreaterThan(written.externalDns);
    expect(both.written().skywriter).toBe(written.skywriter);
  });

  test('one-target-deleted-a-time', async () => {
    const both = fresh();
    const object = front('192.0.2.1', '192.0.2.2', '192.0.2.3');
    await arena.create([object]);
    await both.run();
    await arena.remove([object]);
    const left: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      await both.run();
      left.push(both.records().externalDns.length);
      expect(both.records().skywriter).toEqual([]);
    }
    expect(left).toEqual([2, 1, 0]);
  });

  test('old-before-new', async () => {
    const both = fresh();
    await arena.create([front('192.0.2.1')]);
    await both.run();
    await arena.replace(front('192.0.2.2'));
    await both.run();
    // What stood at the name just before its present record was written.
    expect(await both.before('test/example/a/', '192.0.2.2')).toEqual({
      externalDns: [],
      skywriter: ['192.0.2.1'],
    });
  });

  test('ttl-stays', async () => {
    const both = fresh();
    const object = (annotations: Record<string, string>) =>
      anIngress('front', { hosts: [host], targets: ['192.0.2.1'], annotations });
    await arena.create([object({ ttl: '60' })]);
    await both.run();
    expect(both.records()).toEqual(same([`${host} 60 A 192.0.2.1`]));
    await arena.replace(object({}));
    await both.run();
    expect(both.records()).toEqual({
      externalDns: [`${host} 60 A 192.0.2.1`],
      skywriter: [`${host} 300 A 192.0.2.1`],
    });
  });

  test('long-labels-are-not-owned', async () => {
    const both = fresh();
    const long = `${'l'.repeat(62)}.example.test`;
    const object = anIngress('front', { hosts: [long], targets: ['192.0.2.1'] });
    await arena.create([object]);
    await both.run();
    expect(both.records()).toEqual(same([`${long} 300 A 192.0.2.1`]));
    await arena.remove([object]);
    await both.run();
    expect(both.records()).toEqual({ externalDns: [`${long} 300 A 192.0.2.1`], skywriter: [] });
  });

  test('zones-own-records-are-not-owned', async () => {
    const both = fresh([...WORDS, '--domain-filter=example.test']);
    const object = anIngress('front', { hosts: ['example.test'], targets: ['192.0.2.1'] });
    await arena.create([object]);
    await both.run();
    expect(both.records()).toEqual(same(['example.test 300 A 192.0.2.1']));
    await arena.remove([object]);
    await both.run();
    expect(both.records()).toEqual({ externalDns: ['example.test 300 A 192.0.2.1'], skywriter: [] });
  });

  test('anothers-text-takes-the-ownership', async () => {
    const both = fresh();
    await both.put('test/example/a-a/1a2b3c4d', {
      text: '"heritage=external-dns,external-dns/owner=other"',
      targetstrip: 1,
    });
    await arena.create([front('192.0.2.1')]);
    await both.run();
    await arena.remove([front()]);
    await both.run();
    expect(both.records()).toEqual({ externalDns: [`${host} 300 A 192.0.2.1`], skywriter: [] });
  });

  test.each([
    ['a-value-that-is-no-json', 'no json', 1],
    ['a-targetstrip-beyond-the-key', { host: '192.0.2.9', targetstrip: 9 }, 2],
  ])('%s', async (_id, value, code) => {
    const both = fresh();
    await both.put('test/other/bad', value);
    await arena.create([front('192.0.2.1')]);
    const [externalDns, skywriter] = await both.run();
    expect([externalDns.code, skywriter.code]).toEqual([code, 0]);
    expect(both.keys().externalDns).toBe(1);
    expect(both.records().skywriter).toEqual([`${host} 300 A 192.0.2.1`]);
  });

  test('noop-deletes-what-is-anybodys', async () => {
    const both = fresh([...WORDS, '--registry=noop']);
    await both.put('test/example/by-hand/1', { host: '192.0.2.9', targetstrip: 1 });
    await both.run();
    expect(both.keys()).toEqual({ externalDns: 0, skywriter: 1 });
  });

  test('neighbours-deleted-too', async () => {
    const both = fresh();
    await both.put('test/example/a', { host: '192.0.2.1' });
    await both.put('test/example/a-a/1', {
      text: '"heritage=external-dns,external-dns/owner=default"',
      targetstrip: 1,
    });
    await both.put('test/example/apple', { host: '192.0.2.9' });
    await both.run();
    expect(await both.has('test/example/apple')).toEqual({ externalDns: false, skywriter: true });
  });
});

interface Both {
  /** Synchronises once with each. */
  run(): Promise<readonly [externalDns: Ran, skywriter: Ran]>;
  put(key: string, value: unknown): Promise<void>;
  has(key: string): Promise<Of<boolean>>;
  records(): Of<string[]>;
  /** How many keys of the TXT registry there are. */
  texts(): Of<number>;
  keys(): Of<number>;
  /** The revision of the newest key. */
  written(): Of<number>;
  /** The hosts below a key at the revision before the one that wrote this host. */
  before(key: string, host: string): Promise<Of<string[]>>;
}

interface Of<T> {
  readonly externalDns: T;
  readonly skywriter: T;
}

function bothIn(arena: Arena, index: number, words: readonly string[]): Both {
  const [theirs, ours] = [`/e${index}`, `/s${index}`];
  const zones = words.includes('--domain-filter=example.test') ? ['example.test'] : [];
  let last: readonly [Ran, Ran] | undefined;
  const ran = (): readonly [Ran, Ran] => {
    if (last === undefined) throw new Error('nothing has run yet');
    return last;
  };
  const of = <T>(read: (run: Ran) => T): Of<T> => ({
    externalDns: read(ran()[0]),
    skywriter: read(ran()[1]),
  });
  return {
    run: async () => {
      last = [await arena.externalDns(words, theirs), await arena.skywriter(words, ours)];
      return last;
    },
    put: async (key, value) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      for (const prefix of [theirs, ours]) await arena.etcd.put(`${prefix}/${key}`, text);
    },
    has: async (key) => {
      const [a = [], b = []] = await Promise.all(
        [theirs, ours].map((prefix) => arena.etcd.list(`${prefix}/${key}`)),
      );
      return { externalDns: a.length > 0, skywriter: b.length > 0 };
    },
    records: () => ({
      externalDns: lines(recordsOfExternalDns(ran()[0].keys, { prefix: theirs })),
      skywriter: lines(recordsOfSkywriter(ran()[1].keys, { prefix: ours, zones })),
    }),
    texts: () => of(({ keys }) => keys.filter(({ value }) => value.includes('heritage=external-dns')).length),
    keys: () => of(({ keys }) => keys.length),
    written: () => of(({ keys }) => Math.max(...keys.map(({ modRevision }) => modRevision))),
    before: async (key, host) => {
      const [a = [], b = []] = await Promise.all(
        [theirs, ours].map(async (prefix) => {
          const below = `${prefix}/${key}`;
          const now = (await arena.etcd.list(below)).find(({ value }) => value.includes(`"${host}"`));
          const words = [
            'get',
            '--prefix',
            below,
            '--print-value-only',
            `--rev=${(now?.modRevision ?? 0) - 1}`,
          ];
          const values = (await arena.etcd.etcdctl(...words)).split('\n').filter((line) => line !== '');
          return values.flatMap((value) => hostOf(value));
        }),
      );
      return { externalDns: a, skywriter: b };
    },
  };
}

function hostOf(value: string): string[] {
  const message = parseMessage(value);
  return message.ok && message.value.host !== '' ? [message.value.host] : [];
}

function same(records: string[]): Of<string[]> {
  return { externalDns: records, skywriter: records };
}

function lines(rows: readonly Row[]): string[] {
  return rows.map(({ name, ttl, type, value }) => `${name} ${ttl} ${type} ${value}`).sort();
}
