import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyValue } from '../answer/key-source.ts';
import { type GoldenSuite, keysOf, readFixture } from '../fixtures/golden.ts';
import { parsePrefix } from '../key/key.ts';
import { lint } from './lint.ts';

const prefix = parsePrefix('skydns');

/** What every zone needs, so that the tables below show only what they are about. */
const zone: Record<string, string> = {
  'test/x': '{}',
  'test/x/S': '{"host":"x.test.","port":-1,"group":"@"}',
  'test/x/dns/apex/S': '{"host":"x.test.","port":-1,"group":"apex"}',
  'test/x/dns/ns/ns1': '{"host":"192.0.2.53","port":-1,"group":"ns"}',
};
const address = '{"host":"192.0.2.1","port":-1,"group":"a"}';

function keysFrom(keys: Record<string, string>): KeyValue[] {
  return Object.entries({ ...zone, ...keys }).map(([key, value]) => ({ key: `/skydns/${key}`, value }));
}

function found(keys: Record<string, string>, zones: readonly string[] = ['x.test']): string[] {
  return lint(keysFrom(keys), { zones, prefix }).map(({ code, key, name }) =>
    [code.replace('SKY_LINT_', ''), key.replace('/skydns/', ''), name].join(' '),
  );
}

test('a zone as it should be has no findings', () => {
  expect(found({})).toEqual([]);
  expect(found({ 'test/x/a': '{}', 'test/x/a/#A-1': address })).toEqual([]);
});

test.each<[what: string, keys: Record<string, string>, findings: string[]]>([
  [
    'a leaf over children',
    { 'test/x/a': '{"host":"192.0.2.9","group":"a"}', 'test/x/a/R1': address },
    ['LEAF test/x/a a.x.test'],
  ],
  [
    'an alias at its key and below it',
    { 'test/x/a': '{"host":"b.a.x.test","group":"@"}', 'test/x/a/R1': '{"host":"b.a.x.test","group":"a"}' },
    [],
  ],
  [
    'names below without groups',
    {
      'test/x/a': '{}',
      'test/x/a/R1': '{"host":"192.0.2.1"}',
      'test/x/a/b': '{}',
      'test/x/a/b/R1': '{"host":"192.0.2.2"}',
    },
    ['GROUP test/x x.test', 'GROUP test/x/a a.x.test'],
  ],
  [
    'names below an empty name',
    { 'test/x/a/b': '{}', 'test/x/a/b/R1': '{"host":"192.0.2.2","port":-1,"group":"b"}' },
    ['GROUP test/x/a a.x.test'],
  ],
  [
    'names below with groups',
    {
      'test/x/a': '{}',
      'test/x/a/R1': address,
      'test/x/a/b': '{}',
      'test/x/a/b/R1': '{"host":"192.0.2.2","group":"b"}',
    },
    [],
  ],
  [
    'an alias below that points back up to the name, which shows nowhere',
    { 'test/x/a': '{}', 'test/x/a/b': '{}', 'test/x/a/b/R1': '{"host":"c.a.x.test","port":-1}' },
    [],
  ],
  ['no key of its own', { 'test/x/a/R1': address }, ['EXACT test/x/a a.x.test']],
  [
    'text beside an address',
    { 'test/x/a': '{"host":"192.0.2.1","text":"t","group":"@"}' },
    ['TEXT test/x/a a.x.test'],
  ],
  [
    'text beside a name',
    { 'test/x/a': '{"host":"b.x.test","text":"t","group":"@"}' },
    ['TEXT test/x/a a.x.test'],
  ],
  ['a stored wildcard', { 'test/x/*': '{"host":"192.0.2.1","group":"@"}' }, ['WILDCARD test/x/* *.x.test']],
  ['the label any', { 'test/x/any': '{"host":"192.0.2.1","group":"@"}' }, ['ANY test/x/any any.x.test']],
  ['no JSON', { 'test/x/a': 'nonsense' }, ['VALUE test/x/a a.x.test']],
  ['a field of the wrong type', { 'test/x/a': '{"port":"80"}' }, ['VALUE test/x/a a.x.test']],
  ['upper case in a name', { 'test/x/Web': '{"host":"192.0.2.1","group":"@"}' }, ['CASE test/x/Web x.test']],
  [
    'upper case above',
    { 'test/x/WEB/R1': '{"host":"192.0.2.1","group":"@"}' },
    ['GROUP test/x x.test', 'CASE test/x/WEB/R1 WEB.x.test'],
  ],
  ['an id that nobody shall ask for', { 'test/x/R1': '{"text":"t","group":"@"}' }, []],
  ['a raw IDN', { 'test/x/ü': '{"host":"192.0.2.1","group":"@"}' }, ['LABEL test/x/ü x.test']],
  ['an escaped IDN', { 'test/x/\\195\\188': '{"host":"192.0.2.1","group":"@"}' }, []],
  ['an escaped space', { 'test/x/my\\ svc': '{"host":"192.0.2.1","group":"@"}' }, []],
  ['a name too long', { [`test/x/${'a/'.repeat(130)}R1`]: '{}' }, [expect.stringMatching(/^LABEL /)]],
  ['a trailing slash', { 'test/x/a/': '{}' }, ['SLASH test/x/a/ a.x.test']],
  ['a double slash', { 'test/x//a': '{}' }, ['SLASH test/x//a a.x.test']],
  ['a key outside the zones', { 'test/y/a': '{}' }, ['ZONE test/y/a a.y.test']],
  [
    'a name server that is a name',
    { 'test/x/dns/ns/ns2': '{"host":"ns.y.test","group":"ns"}' },
    ['NS_HOST test/x/dns/ns/ns2 x.test'],
  ],
])('%s', (_, keys, findings) => {
  expect(found(keys)).toEqual(findings);
});

test.each([
  ['10.0.0.1:80', 'no address'],
  ['[2001:db8::1]', 'no address'],
  ['10.0.0.0/24', 'no address'],
  ['010.0.0.1', 'no address'],
  [' 10.0.0.1', 'no address'],
  ['fe80::1%eth0', 'no address'],
  ['a..b', 'No message'],
  [`${'a'.repeat(64)}.x.test`, 'No message'],
  ['http://a.test/', 'not a host name label'],
  ['a b.test', 'not a host name label'],
  ['*.x.test', 'wildcard'],
])('the host %j is bad: %s', (host, message) => {
  const keys = keysFrom({ 'test/x/a': JSON.stringify({ host, group: '@', port: -1 }) });
  const findings = lint(keys, { zones: ['x.test'], prefix });
  expect(findings).toMatchObject([{ code: 'SKY_LINT_HOST', message: expect.stringContaining(message) }]);
});

test.each([
  '.',
  'b.x.test',
  'b.y.test.',
  'xn--bcher-kva.y.test',
  '_sip._tcp.y.test',
  '192.0.2.1',
  '::ffff:192.0.2.1',
])('the host %j is good', (host) => {
  expect(found({ 'test/x/a': JSON.stringify({ host, group: '@', port: -1 }) })).toEqual([]);
});

test('a lease', () => {
  const keys = keysFrom({}).map((entry) => ({
    ...entry,
    ...(entry.key.endsWith('ns1') ? { lease: 30 } : {}),
  }));
  expect(lint(keys, { zones: ['x.test'], prefix })).toMatchObject([{ code: 'SKY_LINT_LEASE' }]);
});

test('a zone without apex and name servers; one without any key is none of ours', () => {
  const keys = [{ key: '/skydns/test/x', value: '{}' }];
  const codes = lint(keys, { zones: ['x.test.', 'y.test'], prefix }).map(
    ({ code, name }) => `${code} ${name}`,
  );
  expect(codes).toEqual(['SKY_LINT_APEX x.test', 'SKY_LINT_NS x.test']);
});

test('PTR below the key of its name', () => {
  const keys = {
    'arpa/in-addr/10/0/0/1/x1': '{"host":"a.x.test"}',
    'arpa/in-addr/10/0/0/2': '{"host":"b.x.test"}',
  };
  expect(found(keys, ['x.test', '10.0.0.0/8'])).toEqual([
    'PTR arpa/in-addr/10/0/0/1 1.0.0.10.in-addr.arpa',
    'NS arpa/in-addr/10/dns/ns 10.in-addr.arpa',
  ]);
});

test('a prefix of several components, or none', () => {
  const codes = (text: string) => lint([], { zones: [], prefix: parsePrefix(text) }).map(({ code }) => code);
  expect(codes('org/skydns')).toEqual(['SKY_LINT_PREFIX']);
  expect(codes('/')).toEqual(['SKY_LINT_PREFIX']);
  expect(codes('skydns')).toEqual([]);
});

describe('the recording', () => {
  const { suites } = readFixture<{ suites: GoldenSuite[] }>('coredns-golden.json');
  const zones = ['skydns.local', 'other.test', '10.in-addr.arpa', 'ip6.arpa'];
  const lintOf = (suite: GoldenSuite) => lint(keysOf(suite), { zones, prefix });

  test('finds nothing in the canonical layout', () => {
    const canonical = suites.filter(({ suite }) => suite === 'canonical-layout-v2');
    expect(canonical.map(lintOf)).toEqual([[]]);
  });

  test('explains every server failure and every silence', () => {
    const failing = suites.filter(({ cases }) =>
      cases.some(({ rcode }) => rcode === 'SERVFAIL' || rcode === ''),
    );
    expect(failing.map(({ suite }) => suite)).toEqual(['poison', 'host-forms', 'ns', 'fallthrough']);
    for (const suite of failing) {
      const codes = lintOf(suite).map(({ code }) => code);
      expect(codes.some((code) => /_(VALUE|HOST|NS_HOST)$/.test(code))).toBe(true);
    }
  });
});

test('whatever the keys: no exception, and each finding complete', () => {
  const label = fc.constantFrom('a', 'B', '*', 'any', 'dns', 'apex', 'ns', '', 'ü', '#A-1', 'x'.repeat(70));
  const value = fc.oneof(
    fc
      .record({
        host: fc.constantFrom('192.0.2.1', 'a.x.test', '', 'a..b', '\\'),
        text: fc.constantFrom('', 't'),
      })
      .map((fields) => JSON.stringify(fields)),
    fc.string({ maxLength: 5 }),
  );
  const key = fc.array(label, { maxLength: 5 }).map((labels) => ['/skydns/test/x', ...labels].join('/'));
  fc.assert(
    fc.property(fc.array(fc.record({ key, value })), fc.constantFrom('skydns', '/'), (stored, at) => {
      const options = { zones: at === '/' ? ['.'] : ['x.test'], prefix: parsePrefix(at) };
      for (const finding of lint(stored, options)) {
        expect(finding.code).toMatch(/^SKY_LINT_[A-Z_]+$/);
        expect([finding.key, finding.name, finding.message, finding.hint]).not.toContain('');
      }
    }),
  );
});
