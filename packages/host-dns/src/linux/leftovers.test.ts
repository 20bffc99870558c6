import { expect, test } from 'vitest';
import { linuxPlatform } from './platform.ts';
import { bridge, lan, snapshotOf } from './testing/snapshots.ts';

test('leftovers: what carries our marker, and links that ask nobody but these servers', () => {
  const marked = [{ kind: 'dnsmasq', target: '/etc/dnsmasq.d/skywriter-host-dns.conf' }];
  const links = [
    { ...lan, servers: ['10.1.1.1', '172.19.1.100'] },
    { ...bridge, servers: ['172.19.1.100:5300'] },
    { ...bridge, name: 'k2s1', servers: ['[fd00::1]:5300', '172.19.1.100'] },
    { ...bridge, name: 'k2s2', servers: ['172.19.1.1001'] },
    { ...bridge, name: 'k2s3' },
  ];
  expect(linuxPlatform.leftovers(snapshotOf({ marked, links }), ['172.19.1.100', 'fd00::1'])).toEqual([
    ...marked,
    { kind: 'resolved-link', target: 'k2s0' },
    { kind: 'resolved-link', target: 'k2s1' },
  ]);
  expect(linuxPlatform.leftovers(snapshotOf({ marked, links }), [])).toEqual(marked);
});
