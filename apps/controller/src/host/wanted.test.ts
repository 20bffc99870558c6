import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAddresses, readWanted, type WantedOptions } from './wanted.ts';

const split: WantedOptions = { domain: ['cluster.local'], server: ['172.19.1.100'] };

describe('what a command line means', () => {
  test.each<[string, WantedOptions, object]>([
    ['a domain and its server', split, { mode: 'split', domains: ['cluster.local'], hosts: [] }],
    [
      'letters and dots as people write them',
      { ...split, domain: ['Cluster.LOCAL.'] },
      { domains: ['cluster.local'] },
    ],
    ['a private top-level domain', { ...split, domain: ['test'] }, { domains: ['test'] }],
    ['a reverse zone', { ...split, domain: ['19.172.in-addr.arpa'] }, { domains: ['19.172.in-addr.arpa'] }],
    [
      'no more than fixed names',
      { hosts: ['k2s.registry.local=172.19.1.100'] },
      { mode: 'split', domains: [] },
    ],
    [
      'names of one address in one line',
      { mode: 'hosts', hosts: ['a.test=192.0.2.1', 'b.test=2001:DB8::1', 'c.test=192.0.2.1'] },
      {
        hosts: [
          { address: '192.0.2.1', names: ['a.test', 'c.test'] },
          { address: '2001:db8::1', names: ['b.test'] },
        ],
      },
    ],
    ['a name with an address of each family', { hosts: ['a.test=192.0.2.1', 'a.test=::1'] }, {}],
    [
      'a proxy, for one adapter',
      { ...split, mode: 'adapter', listen: ['127.0.0.2'], adapter: ['Wi-Fi, "home"'] },
      { mode: 'adapter', servers: [{ address: '127.0.0.2', port: 53 }], adapters: ['Wi-Fi, "home"'] },
    ],
    ['a link', { ...split, link: 'k2s0', allowPolicyKey: true }, { link: 'k2s0', allowPolicyKey: true }],
  ])('%s', (_, options, expected) => {
    expect(readWanted(options)).toMatchObject({ ok: true, wanted: expected });
  });

  test.each([
    ['192.0.2.1', '192.0.2.1', 53],
    ['192.0.2.1:5353', '192.0.2.1', 5353],
    ['2001:DB8:0::1', '2001:db8::1', 53],
    ['[2001:db8::1]', '2001:db8::1', 53],
    ['[2001:db8::1]:5353', '2001:db8::1', 5353],
  ])('server %s', (text, address, port) => {
    expect(readWanted({ ...split, server: [text] })).toMatchObject({
      wanted: { servers: [{ address, port }] },
    });
  });
});

describe('what it may not be', () => {
  test.each<[string, WantedOptions, code: string, said: RegExp]>([
    ['nothing', {}, 'SKY_HOST_ARGUMENTS', /Nothing is named/],
    ['a domain of nobody', { domain: ['cluster.local'] }, 'SKY_HOST_ARGUMENTS', /who serves/],
    ['a server for nothing', { server: ['192.0.2.1'] }, 'SKY_HOST_ARGUMENTS', /Nothing is named/],
    [
      'a server beside fixed names',
      { hosts: ['a.test=192.0.2.1'], server: ['192.0.2.1'] },
      'SKY_HOST_ARGUMENTS',
      /No domain is named for 192.0.2.1/,
    ],
    ['domains in a hosts file', { ...split, mode: 'hosts' }, 'SKY_HOST_ARGUMENTS', /fixed names/],
    ['a proxy that is nowhere', { ...split, mode: 'adapter' }, 'SKY_HOST_ARGUMENTS', /No DNS proxy/],
    ['a proxy for nothing', { ...split, listen: ['127.0.0.2'] }, 'SKY_HOST_ARGUMENTS', /--listen/],
    [
      'a probe of somebody else',
      { ...split, probe: ['git.corp.example'] },
      'SKY_HOST_PROBE',
      /--control-name/,
    ],
    ['an adapter without the mode', { ...split, adapter: ['Ethernet'] }, 'SKY_HOST_ARGUMENTS', /--adapter/],
    ['a link in another mode', { ...split, mode: 'adapter', link: 'eth0' }, 'SKY_HOST_ARGUMENTS', /--link/],
    ['every name', { ...split, domain: ['.'] }, 'SKY_HOST_WIDE', /every name there is.*--mode adapter/],
    ["K2s's loop", { ...split, domain: ['local'] }, 'SKY_HOST_WIDE', /mDNS.*loop.*cluster.local/],
    ['all of .local below a star', { ...split, domain: ['*.local'] }, 'SKY_HOST_WIDE', /too wide/],
    ['com', { ...split, domain: ['com'] }, 'SKY_HOST_WIDE', /whole top-level domain/],
    ['all addresses', { ...split, domain: ['in-addr.arpa'] }, 'SKY_HOST_WIDE', /all IPv4 addresses/],
    [
      'a wildcard',
      { ...split, domain: ['*.cluster.local'] },
      'SKY_HOST_DOMAIN',
      /Write --domain cluster.local/,
    ],
    [
      'a dot before it',
      { ...split, domain: ['.cluster.local'] },
      'SKY_HOST_DOMAIN',
      /Write --domain cluster.local/,
    ],
    ['no name', { ...split, domain: ['a b'] }, 'SKY_HOST_DOMAIN', /not a host name label/],
    ['a shell in it', { ...split, domain: ['$(reboot).local'] }, 'SKY_HOST_DOMAIN', /no domain/],
    ['an address', { ...split, domain: ['10.0.0.1'] }, 'SKY_HOST_DOMAIN', /read as an address/],
    ['a server by name', { ...split, server: ['dns.cluster.local'] }, 'SKY_HOST_SERVER', /no IP address/],
    ['a server with a bad port', { ...split, server: ['192.0.2.1:0'] }, 'SKY_HOST_SERVER', /no port/],
    ['a server with a zone', { ...split, server: ['fe80::1%eth0'] }, 'SKY_HOST_SERVER', /no IP address/],
    ['an entry without address', { hosts: ['a.test'] }, 'SKY_HOST_ENTRY', /NAME=ADDRESS/],
    ['an entry the wrong way round', { hosts: ['192.0.2.1=a.test'] }, 'SKY_HOST_ENTRY', /NAME=ADDRESS/],
    ['a wildcard entry', { hosts: ['*.a.test=192.0.2.1'] }, 'SKY_HOST_ENTRY', /no wildcards/],
    ['a second line', { hosts: ['a.test=192.0.2.1\n192.0.2.2 b.test'] }, 'SKY_HOST_ENTRY', /NAME=ADDRESS/],
    [
      'two addresses for a name',
      { hosts: ['a.test=192.0.2.1', 'a.test=192.0.2.2'] },
      'SKY_HOST_ENTRY',
      /two addresses, 192.0.2.1 and 192.0.2.2/,
    ],
  ])('%s', (_, options, code, said) => {
    const read = readWanted(options);
    const problems = read.ok ? [] : read.problems;
    expect(problems.map((problem) => problem.code)).toContain(code);
    expect(problems.map(({ message, hint }) => `${message} ${hint}`).join('\n')).toMatch(said);
  });

  test('everything that is wrong is told at once', () => {
    const read = readWanted({ domain: ['.', 'a b'], server: ['x'], hosts: ['y'] });
    expect(!read.ok && read.problems.map(({ code }) => code)).toEqual([
      'SKY_HOST_WIDE',
      'SKY_HOST_DOMAIN',
      'SKY_HOST_SERVER',
      'SKY_HOST_ENTRY',
    ]);
  });

  test('whatever is typed, it is read or refused', () => {
    const texts = fc.array(
      fc.oneof(fc.string(), fc.constantFrom('a.b', '1.2.3.4', 'a.b=1.2.3.4', '[', ']:')),
    );
    fc.assert(
      fc.property(texts, texts, texts, (domain, server, hosts) => {
        const read = readWanted({ domain, server, hosts });
        if (!read.ok) expect(read.problems.length).toBeGreaterThan(0);
      }),
    );
  });
});

test('what proves that it works', () => {
  const options = { ...split, probe: ['k2s.cluster.local'], controlName: ['git.corp.example'] };
  expect(readWanted(options)).toMatchObject({
    probes: { names: ['k2s.cluster.local'], controls: ['git.corp.example'] },
  });
  expect(readWanted({ ...split, mode: 'adapter', listen: ['127.0.0.2'] })).toMatchObject({
    probes: { authorities: [{ address: '172.19.1.100', port: 53 }] },
  });
});

test('addresses alone', () => {
  expect(readAddresses(['192.0.2.1:53', '::1'])).toEqual({ ok: true, addresses: ['192.0.2.1', '::1'] });
  expect(readAddresses()).toEqual({ ok: true, addresses: [] });
  expect(readAddresses(['x'])).toMatchObject({ ok: false, problems: [{ code: 'SKY_HOST_SERVER' }] });
});
