import { manualClock } from '@skywriter/testbed';
import { describe, expect, it } from 'vitest';
import { MemoryApi } from './fixtures/memory-api.ts';
import { ALPHA, record } from './fixtures/world.ts';
import type { ServicesOutputOptions } from './options.ts';
import { parsePrefixes } from './prefixes.ts';
import { settingsOf } from './settings.ts';

const options = (some: Partial<ServicesOutputOptions> = {}): ServicesOutputOptions => ({
  name: 'api',
  owner: 'k2s',
  namespace: 'sky',
  annotationPrefixes: [ALPHA],
  records: [record('api: api.example.com')],
  api: new MemoryApi(),
  clock: manualClock(),
  ...some,
});
const long = 'a'.repeat(63);

describe('options that cannot be', () => {
  const table: [what: string, some: Partial<ServicesOutputOptions>, says: string][] = [
    ['a name with a space', { records: [record('my service: a.test')] }, 'no Service can have'],
    ['an upper-case name', { records: [record('Api: a.test')] }, 'no Service can have'],
    ['a name too long', { records: [record(`${long}a: a.test`)] }, 'no Service can have'],
    ['two records of a Service', { records: [record('x: a.test'), record('x: b.test')] }, 'is there twice'],
    ['a name twice', { records: [record('x: a.test'), record('y: a.test')] }, 'a.test is in two places'],
    ['no hostname', { records: [{ serviceName: 'x', hostnames: [] }] }, 'has no hostname'],
    ['TTL 0', { records: [record('x: a.test', 0)] }, 'is 0'],
    ['a TTL below', { records: [record('x: a.test', -1)] }, 'is -1'],
    ['a TTL with a fraction', { records: [record('x: a.test', 1.5)] }, 'is 1.5'],
    ['a TTL beyond 31 bits', { defaultTtl: 2 ** 31 }, 'is 2147483648'],
  ];
  it.each(table)('%s', (_what, some, says) => {
    expect(() => settingsOf(options(some))).toThrow(
      expect.objectContaining({ code: 'SKY_SERVICES_RECORD', message: expect.stringContaining(says) }),
    );
  });

  it('but these can', () => {
    const records = [record(`${long}: a.test *.test`, 2 ** 31 - 1), record('0: b.test', 1)];
    expect(settingsOf(options({ records })).byName.size).toBe(3);
    expect(settingsOf(options({ records: [] })).byName.size).toBe(0);
  });
});

describe('prefixes of annotations', () => {
  it.each([
    ['no-slash'],
    ['prefix.'],
    ['test:'],
    [''],
    ['/'],
    ['Upper.example.com/'],
    ['two/slashes/'],
    ['-a.example.com/'],
    ['a..b/'],
    [`${'a.'.repeat(127)}b/`],
  ])('%j is none', (prefix) => {
    expect(parsePrefixes([prefix])).toMatchObject({ ok: false, problem: { code: 'SKY_SERVICES_PREFIX' } });
  });

  it('are in one order, none twice, and the preset stands for two', () => {
    expect(parsePrefixes(['internal.example.com/', 'external-dns', ALPHA])).toEqual({
      ok: true,
      value: [ALPHA, 'external-dns.kubernetes.io/', 'internal.example.com/'],
    });
    expect(parsePrefixes([])).toMatchObject({ ok: false });
  });
});

describe('labels', () => {
  it('hold what a label can hold of owner and output', () => {
    const ofOwner = (owner: string) => settingsOf(options({ owner })).labels['skywriter/owner'] ?? '';
    expect(ofOwner('k2s')).toBe('k2s');
    const odd = ['my owner', 'my_owner/', '-x', '…', 'x'.repeat(64), 'x'.repeat(65), ''].map(ofOwner);
    for (const label of odd) expect(label).toMatch(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
    expect(new Set(odd).size).toBe(odd.length);
  });
});
