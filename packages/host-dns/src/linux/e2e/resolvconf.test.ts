import { expect, test } from 'vitest';
import type { Report } from '../../engine/report.ts';
import { describeWorld } from './describe-world.ts';
import { adapter, expectLifecycle, proxy, split } from './lifecycle.ts';

const office = "printf 'nameserver 10.1.1.1\\nsearch corp.example\\n' | resolvconf -a eth0.dhclient";

for (const [what, flavour, backend] of [
  ["Debian's resolvconf", 'debian-resolvconf', 'resolvconf'],
  ['openresolv', 'openresolv', 'openresolv'],
] as const) {
  const setUp = `
ln -sf /run/resolvconf/resolv.conf /etc/resolv.conf
[ ${flavour} = debian-resolvconf ] && resolvconf --enable-updates || rm -f /etc/resolv.conf
${office}
${proxy}`;
  await describeWorld(what, flavour, { setUp }, (world) => {
    test('cannot send only some domains to others, and nothing is touched', async () => {
      const before = await world().fingerprint();
      const report = await world().ask<Report>({ do: 'apply', wanted: split });
      expect(report).toMatchObject({ ok: false, problem: { code: 'SKY_HOST_NO_SPLIT' } });
      expect(await world().fingerprint()).toBe(before);
    });

    test('everything goes to the proxy when asked to', async () => {
      const events = { 'a new lease': office };
      await expectLifecycle(world(), { wanted: adapter, backend, events });
    });
  });
}
