import { expect, test } from 'vitest';
import { bridge, lan, resolved, type Situation, snapshotOf, stub } from '../testing/snapshots.ts';
import { decide } from './decide.ts';

const servers = ['172.19.1.100'];
const domains = ['cluster.local'];

test.each<readonly [string, Situation, string, string | undefined, string | RegExp]>([
  ['a link that was named', {}, '172.19.1.100', 'eth0', 'eth0'],
  ['one that is not there', {}, '172.19.1.100', 'eth7', /There is no link "eth7"/],
  ['a server on this machine', {}, '127.0.0.2', undefined, /over lo/],
  [
    'by the default route',
    { routes: [{ to: 'default', link: 'eth0', metric: 0 }] },
    '192.0.2.1',
    undefined,
    'eth0',
  ],
  [
    'by the lesser metric',
    {
      routes: [
        { to: 'default', link: 'eth0', metric: 600 },
        { to: 'default', link: 'k2s0', metric: 100 },
      ],
    },
    '192.0.2.1',
    undefined,
    'k2s0',
  ],
  ['by no route', { routes: [] }, '192.0.2.1', undefined, /No route leads to 192\.0\.2\.1/],
  [
    'by IPv6',
    {
      routes: [
        { to: 'default', link: 'eth0', metric: 0 },
        { to: 'fd00::/64', link: 'k2s0', metric: 0 },
      ],
    },
    'fd00::5',
    undefined,
    'k2s0',
  ],
  ['a server with a port', {}, '172.19.1.100:5300', undefined, 'k2s0'],
  [
    'an IPv6 server with a port',
    { routes: [{ to: '::/0', link: 'eth0', metric: 0 }] },
    '[fd00::5]:5300',
    undefined,
    'eth0',
  ],
  [
    'only link-local addresses',
    { links: [{ ...bridge, addresses: [] }] },
    '172.19.1.100',
    undefined,
    /no address but link-local/,
  ],
])('the link: %s', (_, situation, server, link, expected) => {
  const snapshot = snapshotOf({ rc: stub, resolved: resolved(252), ...situation });
  const { choice } = decide(snapshot, { mode: 'split', domains, servers: [server], link });
  if (typeof expected === 'string') {
    expect(choice).toMatchObject({ value: { backend: { is: 'systemd-resolved link', link: expected } } });
  } else {
    expect(choice).toMatchObject({
      problem: { code: 'SKY_HOST_LINK', message: expect.stringMatching(expected) },
    });
  }
});

test.each([
  [['~cluster.local'], true],
  [['~cluster.local', '~example.net'], true],
  [['~cluster.local', 'corp.example'], false],
  [['~example.net'], false],
  [[], false],
])('a link that asks another server for %j', (present, ours) => {
  const links = [lan, { ...bridge, servers: ['172.19.1.7'], domains: present }];
  const snapshot = snapshotOf({ rc: stub, resolved: resolved(252), links });
  expect(decide(snapshot, { mode: 'split', domains, servers }).choice.ok).toBe(ours);
});

test('servers behind different links cannot share one', () => {
  const snapshot = snapshotOf({ rc: stub, resolved: resolved(252) });
  const { choice } = decide(snapshot, { mode: 'split', domains, servers: ['172.19.1.100', '10.1.1.9'] });
  expect(choice).toMatchObject({ problem: { code: 'SKY_HOST_LINK' } });
});
