import { expect, test } from 'vitest';
import { parseServers, parseServices } from './network-setup.ts';
import { parseScutil } from './scutil.ts';
import { parseRoutes } from './snapshot.ts';

// Synthetic: after documents and reports of others, recorded on no machine.
const output = `DNS configuration

resolver #1
  search domain[0] : corp.example
  nameserver[0] : 10.0.0.53
  nameserver[1] : 2001:db8::53
  if_index : 6 (en0)
  flags    : Request A records, Request AAAA records
  reach    : 0x00020002 (Reachable,Directly Reachable Address)

resolver #2
  domain   : local
  options  : mdns
  timeout  : 5
  flags    : Request A records
  order    : 300000

resolver #3
  domain   : Cluster.Local.
  nameserver[0] : 172.19.1.100
  port     : 5353
  flags    : Request A records

DNS configuration (for scoped queries)

resolver #1
  nameserver[0] : 10.0.0.53
  if_index : 6 (en0)
  flags    : Scoped, Request A records
`;

test('resolvers of mDNSResponder', () => {
  expect(parseScutil(output)).toEqual([
    { domain: undefined, servers: ['10.0.0.53', '2001:db8::53'], port: 53, scoped: false },
    { domain: 'local', servers: [], port: 53, scoped: false },
    { domain: 'cluster.local', servers: ['172.19.1.100'], port: 5353, scoped: false },
    { domain: undefined, servers: ['10.0.0.53'], port: 53, scoped: true },
  ]);
  expect(parseScutil('No DNS configuration available\n')).toEqual([]);
});

test('services, with those that are off, and names as people give them', () => {
  const text =
    'An asterisk (*) denotes that a network service is disabled.\nWi-Fi\n*Thunderbolt Bridge\nBüro: 2 \n';
  expect(parseServices(text)).toEqual([
    { name: 'Wi-Fi', enabled: true },
    { name: 'Thunderbolt Bridge', enabled: false },
    { name: 'Büro: 2 ', enabled: true },
  ]);
});

test.each([
  ["There aren't any DNS Servers set on Wi-Fi.\n", []],
  ['Es sind keine DNS-Server für Wi-Fi eingestellt.\n', []],
  ['10.0.0.53\n2001:DB8::1\n', ['10.0.0.53', '2001:db8::1']],
  ['', []],
])('servers of a service: %j', (text, servers) => {
  expect(parseServers(text)).toEqual(servers);
});

test('routes with the zeros that netstat leaves out', () => {
  const table =
    'Destination Gateway\ndefault 192.168.1.1\n127 127.0.0.1\n172.19.1/24 link#20\n192.168.64 link#21\n10.0.0.1/32 x\n::1 ::1\nfe80::%lo0/64 x\n';
  expect(parseRoutes(table)).toEqual([
    '127.0.0.0/8',
    '172.19.1.0/24',
    '192.168.64.0/24',
    '10.0.0.1/32',
    '::1/128',
    'fe80::/64',
  ]);
});
