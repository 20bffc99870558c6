import { eventually } from '@skywriter/testbed';
import { expect, test } from 'vitest';
import type { Report } from '../../engine/report.ts';
import { DEAD_MAN, deadMan } from '../kinds/dead-man.ts';
import { describeWorld } from './describe-world.ts';
import { adapter, expectForgotten, expectKnown, proxy, split, told } from './lifecycle.ts';

const office = "printf '# by hand\\nsearch corp.example\\nnameserver 10.1.1.1\\n' > /etc/resolv.conf";

await describeWorld('what outlives a start', 'plain', { setUp: `${office}\n${proxy}` }, (world) => {
  test('is recovered by it', async () => {
    const before = await world().fingerprint();
    expect(await world().ask<Report>({ do: 'apply', wanted: adapter })).toMatchObject({ ok: true });
    expect(await world().host.sh('systemctl is-enabled skywriter-host-dns.service')).toBe('enabled\n');
    await world().reboot();
    await eventually(async () => expect(await world().fingerprint()).toBe(before), { within: 30_000 });
    await expectForgotten(world());
    expect(await world().ask({ do: 'status' })).toMatchObject({ ok: true });
  });

  test("a dead man's switch fires, with exactly the words that it was given", async () => {
    const setting = { kind: deadMan.kind, target: DEAD_MAN };
    const file = `/run/it's 100% of $HOME, "x" \\n`;
    const value = { seconds: 1, command: ['/usr/bin/touch', file] };
    expect(await world().ask({ do: 'write', setting, value: { ...value, seconds: 600 } })).toMatchObject({
      ok: true,
    });
    expect(await world().ask({ do: 'write', setting, value })).toMatchObject({ ok: true });
    expect(await world().ask({ do: 'read', setting })).toEqual({ ok: true, value: { is: 'present', value } });
    await eventually(async () => (await world().host.run('test', '-e', file)).code === 0);
    await eventually(async () =>
      expect(await world().ask({ do: 'read', setting })).toEqual({ ok: true, value: { is: 'absent' } }),
    );
  });

  test("a dead man's switch that was called off does nothing", async () => {
    const setting = { kind: deadMan.kind, target: DEAD_MAN };
    const value = { seconds: 600, command: ['/usr/bin/touch', '/run/never'] };
    expect(await world().ask({ do: 'write', setting, value })).toMatchObject({ ok: true });
    for (const _again of [1, 2]) {
      expect(await world().ask({ do: 'write', setting })).toMatchObject({ ok: true });
    }
    expect(await world().ask({ do: 'read', setting })).toEqual({ ok: true, value: { is: 'absent' } });
    expect(await world().host.sh('systemctl list-timers --all')).not.toContain(DEAD_MAN);
  });
});

await describeWorld('what does not outlive a start', 'resolved-258', { setUp: told }, (world) => {
  test('needs no recovery', async () => {
    const before = await world().host.sh('find /etc -type f | sort | xargs sha256sum');
    expect(await world().ask<Report>({ do: 'apply', wanted: split })).toMatchObject({ ok: true });
    await expectKnown(world());
    expect(await world().host.sh('find /etc -type f | sort | xargs sha256sum')).toBe(before);
    await world().reboot();
    await world().host.sh(told);
    await expectForgotten(world());
    expect(await world().ask<Report>({ do: 'recover' })).toMatchObject({ ok: true });
    expect(await world().ask<Report>({ do: 'apply', wanted: split })).toMatchObject({ ok: true });
    await expectKnown(world());
  });
});
