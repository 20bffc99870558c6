import { expect, test } from 'vitest';
import { sanitise } from './fixtures.ts';
import { seenBy } from './simulator/seen.ts';
import { parseSnapshot } from './snapshot.ts';
import { laptop } from './testing/host.ts';

test('nothing that would tell whose machine it is stays, and all that a parser reads does', () => {
  const { world, cable } = laptop();
  cable.static = { ipv4: ['192.0.2.53'], ipv6: ['2001:db8:aaaa::53'] };
  const seen = JSON.parse(JSON.stringify(seenBy(world)));
  const clean = sanitise(seen);
  const text = JSON.stringify(clean);
  for (const secret of [
    '10.0.0.53',
    '192.0.2.53',
    '2001:db8:aaaa',
    'Büro',
    'office',
    '4d36e972',
    '02-00-00-00-00-01',
  ]) {
    expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
  }
  expect(parseSnapshot(clean).success).toBe(true);
  expect(sanitise(seen)).toEqual(clean);
});

test.each([
  [
    { Address: 1677792172, AddressFamily: 2, IPAddressToString: '10.1.2.3' },
    /"Address":0,"AddressFamily":2,"IPAddressToString":"198\.51\.100\.\d+"/,
  ],
  [{ servers: '10.1.2.3;10.1.2.4' }, /^\{"servers":"198\.51\.100\.\d+;198\.51\.100\.\d+"\}$/],
  [{ namespaces: ['.cluster.local', '.corp.example'] }, /"\.cluster\.local","\.n[0-9a-f]{6}\.example"/],
  [{ status: 'Not Present', languageMode: 'FullLanguage' }, /"Not Present".*"FullLanguage"/],
  [
    { comment: 'skywriter-host-dns-0', name: 'WLAN 2' },
    /"skywriter-host-dns-0","name":"x[0-9a-f]{6} x[0-9a-f]{6}"/,
  ],
  [{ addresses: '10.1.2.3/24' }, /"198\.51\.100\.\d+\/24"/],
])('%j keeps its form', (value, form) => {
  expect(JSON.stringify(sanitise(value))).toMatch(form);
});
