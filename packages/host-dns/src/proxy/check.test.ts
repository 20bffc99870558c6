import { type Name, parseName, unwrap } from '@skywriter/core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cluster, checkProxyConfiguration } from './check.ts';
import { dnsProxyRules, proxyYaml } from './configuration.ts';

const cluster: Cluster = {
  domains: [unwrap(parseName('cluster.local'))],
  servers: [{ address: '172.19.1.100', port: 53 }],
};
const bad = (text: string) =>
  checkProxyConfiguration(text, cluster)
    .filter(({ severity }) => severity !== 'ok')
    .map(({ check, severity }) => `${check}: ${severity}`);

/** As K2s writes it. */
const k2s = `---
listen-addrs:
# __ADD_LISTEN_ADDRESSES_BELOW_THIS_MARKER__
  - "172.19.1.1"
upstream: 
  - "[/local/]172.19.1.100" 
  - "10.0.0.53" 
`;

test("K2s's own configuration: what is too wide, and what is missing", () => {
  expect(bad(k2s)).toEqual([
    'upstreams: warning',
    'too wide a domain: error',
    'hosts files: warning',
    'timeout: warning',
  ]);
  const [wide] = checkProxyConfiguration(k2s, cluster).filter(({ check }) => check === 'too wide a domain');
  expect(wide).toMatchObject({
    evidence: expect.stringContaining('printer.local'),
    fix: 'Write [/cluster.local/]172.19.1.100.',
  });
});

const good = `
listen-addrs: [172.19.1.1]
upstream: ['[/cluster.local/]172.19.1.100', 10.0.0.53, 10.0.0.54]
hosts-file-enabled: false
timeout: 2s
`;

test.each([
  ['as it should be', good, []],
  ['a typing error', good.replace('listen-addrs', 'listen-addr'), ['keys: error', 'listen addresses: error']],
  [
    'a value of another kind',
    good.replace('[172.19.1.1]', '172.19.1.1'),
    ['keys: error', 'listen addresses: error'],
  ],
  ['all addresses', good.replace('172.19.1.1]', '0.0.0.0]'), ['listen addresses: error']],
  ['all addresses, IPv6', good.replace('172.19.1.1]', '"::"]'), ['listen addresses: error']],
  ['no address', good.replace('172.19.1.1]', 'localhost]'), ['listen addresses: error']],
  ['no plain DNS', `${good}listen-ports: [0]`, ['listen ports: error']],
  ['nobody for the rest', good.replace(', 10.0.0.53, 10.0.0.54', ''), ['upstreams: error']],
  ['one for the rest', good.replace(', 10.0.0.54', ''), ['upstreams: warning']],
  ['a line that is none', good.replace('/]172.19.1.100', ''), ['upstreams: error', 'domain rules: error']],
  ['a file', good.replace('10.0.0.54', '/etc/upstreams'), ['upstreams: warning']],
  ['no rule', good.replace("'[/cluster.local/]172.19.1.100', ", ''), ['domain rules: error']],
  ['a rule with another server', good.replace('172.19.1.100', '172.19.1.99'), ['domain rules: warning']],
  ['a rule with a port', good.replace('172.19.1.100', '172.19.1.100:53'), []],
  ['too wide, with a star', good.replace('cluster.local', '*.local'), ['too wide a domain: error']],
  ['itself', good.replace('10.0.0.54', '172.19.1.1:53'), ['asks itself: error']],
  ['a fallback', `${good}fallback: [10.0.0.53]`, ['fallback: error']],
  ['a fallback that has a rule', `${good}fallback: ['[/cluster.local/]172.19.1.100', 10.0.0.53]`, []],
  ['private addresses', `${good}use-private-rdns: true`, ['private addresses: error']],
  ['a rate limit', `${good}ratelimit: 20`, ['rate limit: warning']],
  ['an endless cache', `${good}cache: true`, ['cache: warning']],
  ['a short cache', `${good}cache: true\ncache-max-ttl: 30`, []],
  [
    'an optimistic cache',
    `${good}cache: true\ncache-max-ttl: 30\ncache-optimistic: true`,
    ['cache: warning'],
  ],
  ['long patience', good.replace('2s', '1m30s'), ['timeout: warning']],
  ['no mapping', '- a\n- b\n', ['yaml: error']],
  ['no YAML', 'a: [', ['yaml: error']],
  ['nothing', '', ['yaml: error']],
])('%s', (_, text, expected) => {
  expect(bad(text)).toEqual(expected);
});

test('a key that is nearly right is told', () => {
  const [finding] = checkProxyConfiguration(good.replace('listen-addrs', 'listen-adrs'), cluster);
  expect(finding).toMatchObject({ fix: 'Write listen-addrs.' });
  const [none] = checkProxyConfiguration(`${good}colour: blue`, cluster);
  expect(none).toMatchObject({ fix: 'Remove it.' });
});

test('any text is read without an exception', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void bad(text)));
  const line = fc.string().map((text) => `upstream: [${JSON.stringify(text)}]`);
  fc.assert(fc.property(line, (text) => void bad(text)));
});

const address = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 254 }))
  .map(([a, b]) => `10.0.${a}.${b}`);
const server = fc.record({ address, port: fc.integer({ min: 1, max: 65_535 }) });
const domain = fc
  .constantFrom('cluster.local', 'test', 'k2s.example')
  .map((text): Name => unwrap(parseName(text)));

test('what is written here has nothing wrong with it', () => {
  const clusters = fc.record({
    domains: fc.uniqueArray(domain, { minLength: 1 }),
    servers: fc.array(server, { minLength: 1, maxLength: 3 }),
  });
  const upstreams = fc.uniqueArray(server, {
    minLength: 2,
    maxLength: 3,
    selector: (one) => JSON.stringify(one),
  });
  fc.assert(
    fc.property(clusters, upstreams, (wanted, others) => {
      const rules = dnsProxyRules(wanted);
      const text = unwrap(proxyYaml({ listen: ['172.19.1.1', '::1'], port: 53, rules, upstreams: others }));
      expect(checkProxyConfiguration(text, wanted).filter(({ severity }) => severity !== 'ok')).toEqual([]);
    }),
  );
});

test.each([
  ['SKY_FORWARDER_LISTEN', { listen: ['0.0.0.0'] }],
  ['SKY_FORWARDER_LISTEN', { listen: [] }],
  ['SKY_PROXY_UPSTREAM', { port: 0 }],
  ['SKY_PROXY_UPSTREAM', { upstreams: [] }],
  ['SKY_FORWARDER_SERVER', { upstreams: [{ address: '/etc/passwd', port: 53 }] }],
])('%s', (code, change) => {
  const configuration = {
    listen: ['172.19.1.1'],
    port: 53,
    rules: dnsProxyRules(cluster),
    upstreams: [{ address: '10.0.0.53', port: 53 }],
  };
  expect(proxyYaml({ ...configuration, ...change })).toMatchObject({ problem: { code } });
});
