import { expect, test } from 'vitest';
import type { Report } from '../../engine/report.ts';
import { describeWorld } from './describe-world.ts';
import { adapter, expectForgotten, expectKnown, expectLifecycle, proxy, split, told } from './lifecycle.ts';

const events = {
  'a restart of systemd-resolved': 'systemctl restart systemd-resolved',
  'a link that was down': 'ip link set k2s0 down; ip link set k2s0 up',
};

for (const [what, flavour, backend] of [
  ['systemd-resolved with delegates', 'resolved-258', 'systemd-resolved delegate'],
  ['systemd-resolved without', 'resolved-252', 'systemd-resolved link k2s0'],
] as const) {
  await describeWorld(what, flavour, { setUp: `${told}\n${proxy}` }, (world) => {
    test('only the domains go to the cluster', async () => {
      await expectLifecycle(world(), { wanted: split, backend, events });
    });

    test('everything goes to the proxy when asked to', async () => {
      const restart = { 'a restart of systemd-resolved': events['a restart of systemd-resolved'] };
      await expectLifecycle(world(), { wanted: adapter, backend: 'systemd-resolved', events: restart });
    });

    test('a killed process and a broken journal leave nothing behind', async () => {
      const before = await world().fingerprint();
      expect(await world().ask<Report>({ do: 'apply', wanted: split })).toMatchObject({ ok: true });
      await world().restartProgram();
      await expectKnown(world());
      await world().host.sh('echo broken > /var/lib/skywriter/host-dns/journal.json');
      await world().ask<Report>({ do: 'apply', wanted: split });
      expect(await world().ask<Report>({ do: 'reset' })).toMatchObject({ ok: true });
      expect(await world().fingerprint()).toBe(before);
      await expectForgotten(world());
    });
  });
}
