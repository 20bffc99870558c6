import type { Assignment, Name } from '@skywriter/core';
import { type Etcd, eventually, provide, startEtcd, systemClock } from '@skywriter/testbed';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSkydnsOutput } from './output.ts';
import { address, assign, name } from './writer/fixtures/records.ts';
import type { SkydnsOutput } from './writer/skydns-output.ts';

const available = await provide('etcd');

describe.skipIf(!available.available)('the output on a real etcd', () => {
  let etcd: Etcd;
  const running: SkydnsOutput[] = [];
  beforeAll(async () => {
    etcd = await startEtcd();
  });
  afterAll(() => etcd.stop());
  beforeEach(async () => {
    await etcd.deletePrefix('');
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((output) => output.stop()));
  });

  /** An output and what a reconciler does: whatever is dirty and not settled is set again. */
  async function drive(owner = 'k2s', wanted: readonly Assignment[] = []) {
    const drifted: Name[] = [];
    const desired = new Map(wanted.map((assignment) => [assignment.name, assignment]));
    const output = createSkydnsOutput({
      name: owner,
      owner,
      zones: [name('example.org')],
      etcd: { endpoints: etcd.endpoints },
      clock: systemClock,
      hooks: { drifted: (names) => drifted.push(...names) },
    });
    running.push(output);
    let busy = Promise.resolve();
    const reconcile = async (names: readonly Name[]): Promise<void> => {
      const open = names
        .map((each) => desired.get(each) ?? { name: each, recordSets: [] })
        .filter((assignment) => !output.settled(assignment));
      if (open.length === 0) return;
      const outcomes = await output.apply(open);
      const again = outcomes.filter(({ result }) => result !== 'done').map((outcome) => outcome.name);
      if (again.length === 0) return;
      // A busy machine may lose the connection for a moment; whoever reconciles tries again then.
      const problems = outcomes.flatMap((outcome) => (outcome.result === 'failed' ? [outcome.problem] : []));
      await eventually(() => output.ready, {
        within: 20_000,
        what: `readiness after ${problems[0]?.message}`,
      });
      await reconcile(again);
    };
    const dirty = (names: Iterable<Name>) => {
      const list = [...names];
      busy = busy.then(() => reconcile(list));
    };
    await output.start({
      dirty,
      readiness: (ready) => ready && dirty([...desired.keys(), ...output.ownedNames()]),
    });
    await eventually(() => output.ready, { within: 20_000, what: 'readiness' });
    const set = async (...assignments: readonly Assignment[]) => {
      for (const assignment of assignments) desired.set(assignment.name, assignment);
      dirty(assignments.map((assignment) => assignment.name));
      await busy;
    };
    await busy;
    return { output, drifted, set, idle: () => busy };
  }

  const lines = async (prefix = '/skydns/') =>
    (await etcd.list(prefix)).map(({ key, value }) => `${key} ${value}`);

  test('10,000 names are written at first, and found settled by the next one', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) =>
      assign(`n${index}.example.org`, 'A', address(index)),
    );
    const { output } = await drive('k2s', names);
    expect(output.ownedCount).toBe(10_000);
    const before = await etcd.revision;
    const next = await drive('k2s', names);
    expect(names.every((assignment) => next.output.settled(assignment))).toBe(true);
    expect(await etcd.revision).toBe(before);
  });

  test('a reader sees a name as it was or as it will be, never between', async () => {
    const { set } = await drive();
    const states = [['192.0.2.1', '192.0.2.2'], ['192.0.2.3'], ['192.0.2.4', '192.0.2.5', '192.0.2.6']];
    await set(assign('a.example.org', 'A', ...(states[0] ?? [])));
    let writing = true;
    const seen = new Set<string>();
    const reader = (async () => {
      while (writing) {
        const kvs = await etcd.list('/skydns/org/example/a/');
        seen.add(
          kvs
            .map(({ value }) => /"host":"([^"]+)"/.exec(value)?.[1])
            .sort()
            .join(' '),
        );
      }
    })();
    for (let round = 0; round < 60; round += 1) {
      await set(assign('a.example.org', 'A', ...(states[round % states.length] ?? [])));
    }
    writing = false;
    await reader;
    expect(seen.size).toBeGreaterThan(1);
    for (const state of seen) expect(states.map((each) => each.join(' '))).toContain(state);
  });

  test('a name goes with its scaffolding in one transaction', async () => {
    const { set } = await drive();
    await set(assign('a.b.example.org', 'A', '192.0.2.1'), assign('c.example.org', 'TXT', 'x'));
    expect((await lines()).some((line) => line.startsWith('/skydns/org/example/b '))).toBe(true);
    const before = await etcd.revision;
    await set(assign('a.b.example.org', 'A'));
    expect(await etcd.revision).toBe(before + 1);
    expect((await lines()).filter((line) => line.startsWith('/skydns/org/example/b'))).toEqual([]);
    await set(assign('c.example.org', 'TXT'));
    expect(await lines()).toEqual([]);
  });

  test('10,000 foreign and malformed keys stay byte for byte', async () => {
    const bodies = ['{"host":"198.51.100.1","targetstrip":1}', '{"text":"t","owner":"other"}', '{broken', ''];
    const foreign = Array.from({ length: 10_000 }, (_, index) => ({
      key: `/skydns/org/example/n${index % 4000}/${(0x10000000 + index).toString(16)}`,
      value: bodies[index % bodies.length] ?? '',
    }));
    for (let at = 0; at < foreign.length; at += 50) {
      await Promise.all(foreign.slice(at, at + 50).map(({ key, value }) => etcd.put(key, value)));
    }
    const before = await etcd.list('/skydns/');
    const { output, set } = await drive();
    expect([output.foreign.count, output.malformed.count]).toEqual([5000, 5000]);
    const names = Array.from({ length: 200 }, (_, index) =>
      assign(`w.n${index}.example.org`, 'A', address(index)),
    );
    await set(...names);
    expect(names.every((assignment) => output.settled(assignment))).toBe(true);
    await set(...names.map(({ name: owner }) => ({ name: owner, recordSets: [] })));
    expect(await etcd.list('/skydns/')).toEqual(before);
  });

  test('what somebody deletes or edits of ours comes back', async () => {
    const { set, drifted } = await drive();
    await set(assign('a.example.org', 'A', '192.0.2.1'), assign('b.c.example.org', 'TXT', 'x'));
    const before = await lines();
    for (const { key } of await etcd.list('/skydns/')) {
      await etcd.delete(key);
      await eventually(async () => (await lines()).join() === before.join(), { what: `${key} to come back` });
    }
    for (const { key } of (await etcd.list('/skydns/')).filter((kv) => kv.key.includes('#'))) {
      await etcd.put(key, '{"host":"192.0.2.66"}');
      await eventually(async () => (await lines()).join() === before.join(), { what: `${key} to be mended` });
    }
    expect(new Set(drifted)).toContain('a.example.org');
  });

  test('two owners at one prefix leave each other alone, and hand the scaffolding over', async () => {
    const one = await drive('one');
    const two = await drive('two');
    await Promise.all([
      one.set(assign('a.ent.example.org', 'A', '192.0.2.1'), assign('x.example.org', 'A', '192.0.2.2')),
      two.set(assign('b.ent.example.org', 'A', '192.0.2.3'), assign('y.example.org', 'TXT', 'y')),
    ]);
    const has = async (text: string) => (await lines()).some((line) => line.includes(text));
    await eventually(async () => (await has('"a.ent.example.org"')) && (await has('"b.ent.example.org"')));
    await one.set(assign('a.ent.example.org', 'A'), assign('x.example.org', 'A'));
    // The marker of the empty non-terminal is one key: the second owner writes it when the first lets it go.
    await eventually(async () => {
      const marker = (await etcd.list('/skydns/org/example/ent')).find(({ key }) => key.endsWith('/ent'));
      return marker?.value === '{"owner":"two"}' && !(await has('"owner":"one"'));
    });
    await two.set(assign('b.ent.example.org', 'A'), assign('y.example.org', 'TXT'));
    await eventually(async () => (await lines()).length === 0);
  });
});
