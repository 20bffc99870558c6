import { manualClock } from '@skywriter/testbed';
import { describe, expect, it } from 'vitest';
import { MemoryApi } from './fixtures/memory-api.ts';
import { ALPHA, apply, assign, name, record, startOutput, type WorldOptions } from './fixtures/world.ts';
import { STORED } from './service/stored.ts';

const PRESENT = 'external-dns.kubernetes.io/';
const INTERNAL = 'internal-dns.example.com/';

async function world(options: Partial<WorldOptions> = {}) {
  const api = new MemoryApi();
  return { api, ...(await startOutput({ api, clock: manualClock(), ...options })) };
}

/** Annotations of a Service but for the stored record. */
const published = (api: MemoryApi, service = 'api') => {
  const { [STORED]: _, ...rest } = api.services.get(service)?.annotations ?? {};
  return rest;
};
const three = (prefix: string, hostname: string, target: string, ttl: string) => ({
  [`${prefix}hostname`]: hostname,
  [`${prefix}target`]: target,
  [`${prefix}ttl`]: ttl,
});

describe('what a Service says', () => {
  const api = 'api.example.com';
  const table: [what: string, lines: string[], says: object, options?: Partial<WorldOptions>][] = [
    ['hostname, target and TTL', ['60 A 10.0.0.1'], three(ALPHA, api, '10.0.0.1', '60')],
    ['targets sorted', ['60 A 10.0.0.3,10.0.0.1'], three(ALPHA, api, '10.0.0.1,10.0.0.3', '60')],
    [
      'both families',
      ['60 A 10.0.0.1', '60 AAAA FD00::1,2001:db8::1'],
      three(ALPHA, api, '10.0.0.1,2001:db8::1,fd00::1', '60'),
    ],
    ['an alias', ['60 CNAME lb.example.net'], three(ALPHA, api, 'lb.example.net', '60')],
    [
      'the least of the TTLs that are asked for',
      ['60 A 10.0.0.1', '30 AAAA fd00::1'],
      three(ALPHA, api, '10.0.0.1,fd00::1', '30'),
    ],
    [
      'the TTL of the record before those',
      ['60 A 10.0.0.1'],
      three(ALPHA, api, '10.0.0.1', '120'),
      { records: [record(`api: ${api}`, 120)] },
    ],
    [
      'nothing under other prefixes than its own',
      ['60 A 10.0.0.1'],
      three(INTERNAL, api, '10.0.0.1', '60'),
      { annotationPrefixes: [INTERNAL] },
    ],
    [
      "the same under both of ExternalDNS's prefixes and another",
      ['60 A 10.0.0.1'],
      Object.assign({}, ...[ALPHA, PRESENT, INTERNAL].map((prefix) => three(prefix, api, '10.0.0.1', '60'))),
      { annotationPrefixes: ['external-dns', INTERNAL, ALPHA] },
    ],
    [
      'a hundred addresses',
      [`60 A ${Array.from({ length: 100 }, (_, index) => `10.0.0.${index}`).join()}`],
      {
        ...three(ALPHA, api, '', '60'),
        [`${ALPHA}target`]: Array.from({ length: 100 }, (_, index) => `10.0.0.${index}`)
          .sort()
          .join(),
      },
    ],
  ];
  it.each(table)('%s', async (_what, lines, says, options) => {
    const { api: server, output } = await world(options);
    const assignment = assign(api, ...lines);
    expect(output.settled(assignment)).toBe(false);
    expect(await apply(output, assignment)).toEqual(['done']);
    expect(published(server)).toEqual(says);
    expect(output.settled(assignment)).toBe(true);
    expect(output.observed(assignment.name)).toEqual({ recordSets: assignment.recordSets, foreign: [] });
  });

  it('is written once, and not again by who starts anew', async () => {
    const { api: server, output } = await world();
    const assignment = assign(api, '60 A 10.0.0.1');
    expect(await apply(output, assignment)).toEqual(['done']);
    expect(await apply(output, assignment)).toEqual(['done']);
    const again = await world({ api: server });
    expect(again.output.settled(assignment)).toBe(true);
    expect(again.output.observed(assignment.name).recordSets).toEqual(assignment.recordSets);
    expect(server.writes).toEqual(['apply api']);
  });

  it('goes, and is no name of ours any more', async () => {
    const { api: server, output } = await world();
    await apply(output, assign(api, '60 A 10.0.0.1'));
    expect([...output.ownedNames()]).toEqual([api]);
    expect(await apply(output, assign(api))).toEqual(['done']);
    expect(server.services.size).toBe(0);
    expect([...output.ownedNames()]).toEqual([]);
    expect(output.settled(assign(api))).toBe(true);
    expect(await apply(output, assign(api))).toEqual(['done']);
    expect(server.writes).toEqual(['apply api', 'delete api']);
  });
});

describe('several hostnames of one Service', () => {
  const records = ['api: a.test b.test c.test'];
  const all = (...lines: string[]) => ['c.test', 'a.test', 'b.test'].map((host) => assign(host, ...lines));

  it('come in the order of the configuration, in one write for all of them', async () => {
    const { api, output } = await world({ records });
    expect(await apply(output, ...all('60 A 10.0.0.1'))).toEqual(['done', 'done', 'done']);
    expect(await apply(output, ...all('60 A 10.0.0.2'))).toEqual(['done', 'done', 'done']);
    expect(published(api)).toEqual(three(ALPHA, 'a.test,b.test,c.test', '10.0.0.2', '60'));
    expect(api.writes).toEqual(['apply api', 'apply api']);
  });

  it('go one by one, and with the last the Service', async () => {
    const { api, output } = await world({ records });
    await apply(output, ...all('60 A 10.0.0.1'));
    await apply(output, assign('a.test'));
    expect(published(api)).toEqual(three(ALPHA, 'b.test,c.test', '10.0.0.1', '60'));
    await apply(output, assign('b.test'), assign('c.test'));
    expect(api.writes).toEqual(['apply api', 'apply api', 'delete api']);
  });

  it('cannot have targets of their own: the first decides, another is refused and stays', async () => {
    const { api, output } = await world({ records });
    await apply(output, ...all('60 A 10.0.0.1'));
    const other = assign('b.test', '60 A 10.0.0.2');
    expect(await apply(output, other)).toEqual(['SKY_SERVICE_DIVIDED']);
    expect(published(api)).toEqual(three(ALPHA, 'a.test,b.test,c.test', '10.0.0.1', '60'));
    expect(output.settled(other)).toBe(false);
  });

  it('follow the first one by one, however long that takes', async () => {
    const { api, output } = await world({ records });
    await apply(output, ...all('60 A 10.0.0.1'));
    expect(await apply(output, assign('a.test', '60 A 10.0.0.2'))).toEqual(['done']);
    expect(published(api)).toEqual(three(ALPHA, 'a.test,b.test,c.test', '10.0.0.2', '60'));
    expect(output.settled(assign('b.test', '60 A 10.0.0.1'))).toBe(false);
    expect(await apply(output, ...all('60 A 10.0.0.2'))).toEqual(['done', 'done', 'done']);
    for (const assignment of all('60 A 10.0.0.2')) expect(output.settled(assignment)).toBe(true);
  });
});

describe('a record that is configured otherwise than before', () => {
  const before = async (records: string[], options: Partial<WorldOptions> = {}) => {
    const first = await world({ records, ...options });
    for (const line of records) {
      const [, hostnames = ''] = line.split(': ');
      for (const hostname of hostnames.split(' ')) {
        await apply(first.output, assign(hostname, '60 A 10.0.0.1'));
      }
    }
    await first.output.stop();
    first.api.writes.splice(0);
    return first.api;
  };

  it('is gone: its Service is one of the names to plan, and goes with them', async () => {
    const api = await before(['api: a.test', 'old: gone.test']);
    const { output } = await world({ api, records: ['api: a.test'] });
    expect([...output.ownedNames()].sort()).toEqual(['a.test', 'gone.test']);
    expect(output.zones).toEqual(['a.test', 'gone.test']);
    expect(output.settled(assign('gone.test'))).toBe(false);
    expect(await apply(output, assign('gone.test'))).toEqual(['done']);
    expect(api.writes).toEqual(['delete old']);
    expect(output.zones).toEqual(['a.test']);
  });

  it('has another Service: the new one is there before the old one goes', async () => {
    const api = await before(['old: a.test']);
    const { output } = await world({ api, records: ['new: a.test'] });
    const assignment = assign('a.test', '60 A 10.0.0.1');
    expect(output.observed(assignment.name).recordSets).toEqual(assignment.recordSets);
    expect(output.settled(assignment)).toBe(false);
    expect(await apply(output, assignment)).toEqual(['done']);
    expect(api.writes).toEqual(['apply new', 'delete old']);
  });

  it('has other prefixes: what is under the former ones goes in the same write', async () => {
    const api = await before(['api: a.test']);
    const { output } = await world({ api, records: ['api: a.test'], annotationPrefixes: [INTERNAL] });
    const assignment = assign('a.test', '60 A 10.0.0.1');
    expect(output.settled(assignment)).toBe(false);
    await apply(output, assignment);
    expect(published(api)).toEqual(three(INTERNAL, 'a.test', '10.0.0.1', '60'));
    expect(api.writes).toEqual(['apply api']);
  });

  it('is in an output with another name: its Services are taken over, those of others are not looked at', async () => {
    const api = await before(['api: a.test', 'old: gone.test']);
    const { output } = await world({ api, records: ['api: a.test'], name: 'renamed' });
    expect([...output.ownedNames()]).toEqual(['a.test']);
    expect(await apply(output, assign('a.test', '60 A 10.0.0.1'))).toEqual(['done']);
    expect(api.services.get('api')?.labels['skywriter/output']).toBe('renamed');
  });
});

describe('what cannot be published', () => {
  it('says why', async () => {
    const { api, output } = await world();
    const text = assign('api.example.com', '60 TXT hello');
    expect(output.refuses(text.recordSets).map(({ code }) => code)).toEqual(['SKY_SERVICE_TYPE']);
    const other = assign('other.example.com', '60 A 10.0.0.1');
    expect(output.refuses(other.recordSets).map(({ code }) => code)).toEqual(['SKY_SERVICE_UNCONFIGURED']);
    expect(await apply(output, text, other)).toEqual(['SKY_SERVICE_TYPE', 'SKY_SERVICE_UNCONFIGURED']);
    expect(api.writes).toEqual([]);
  });

  it('is not written before it is ready, nor after it was stopped', async () => {
    const { api, output, readiness } = await world();
    api.state(false);
    const assignment = assign('api.example.com', '60 A 10.0.0.1');
    expect(await apply(output, assignment)).toEqual(['SKY_SERVICES_NOT_READY']);
    api.state(true);
    expect(readiness).toEqual([true, false, true]);
    await output.stop();
    expect(await apply(output, assignment)).toEqual(['SKY_SERVICES_STOPPED']);
    expect(output.observed(name('api.example.com')).recordSets).toEqual([]);
  });
});
