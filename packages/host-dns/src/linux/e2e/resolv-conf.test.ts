import { parseName, unwrap } from '@skywriter/core';
import { expect, test } from 'vitest';
import type { Report } from '../../engine/report.ts';
import { forgotten, type HostDns } from '../../platform/host-dns.ts';
import { describeWorld } from './describe-world.ts';
import { adapter, expectForgotten, expectKnown, expectLifecycle, proxy, split } from './lifecycle.ts';

const office =
  "printf '# by hand, with no end of line\\nsearch corp.example\\nnameserver 10.1.1.1' > /etc/resolv.conf";
const registry = unwrap(parseName('k2s.registry.local'));

await describeWorld('a plain resolv.conf', 'plain', { setUp: `${office}\n${proxy}` }, (world) => {
  const story = { wanted: adapter, backend: 'resolv.conf' };
  const refused = async (wanted: HostDns, code: string) => {
    const before = await world().fingerprint();
    const report = await world().ask<Report>({ do: 'apply', wanted });
    expect(report).toMatchObject({ ok: false, problem: { code } });
    expect(await world().fingerprint()).toBe(before);
  };

  test('cannot send only some domains to others, and nothing is touched', async () => {
    await refused(split, 'SKY_HOST_NO_SPLIT');
  });

  test('everything goes to the proxy when asked to', async () => {
    await expectLifecycle(world(), story);
  });

  test('so it does when the file is mounted from elsewhere', async () => {
    await world().host.sh(`cp /etc/resolv.conf /run/outside; mount --bind /run/outside /etc/resolv.conf`);
    await expectLifecycle(world(), story);
    await world().host.sh('umount /etc/resolv.conf');
  });

  test('so it does when the file is a link', async () => {
    await world().host.sh('mv /etc/resolv.conf /etc/resolv.office; ln -s resolv.office /etc/resolv.conf');
    await expectLifecycle(world(), story);
    await world().host.sh('mv /etc/resolv.office /etc/resolv.conf');
  });

  test("an immutable file is its owner's", async () => {
    await world().host.sh('chattr +i /etc/resolv.conf');
    await refused(adapter, 'SKY_HOST_IMMUTABLE');
    await world().host.sh('chattr -i /etc/resolv.conf');
  });

  test('a link to nothing works while the proxy is asked, and is a link to nothing again', async () => {
    await world().host.sh('mv /etc/resolv.conf /etc/resolv.office; ln -s /run/nothing /etc/resolv.conf');
    const before = await world().fingerprint();
    expect(await world().ask<Report>({ do: 'apply', wanted: adapter })).toMatchObject({ ok: true });
    await expectKnown(world());
    expect(await world().ask<Report>({ do: 'reset' })).toMatchObject({ ok: true });
    expect(await world().fingerprint()).toBe(before);
    await world().host.sh('mv /etc/resolv.office /etc/resolv.conf');
  });

  test('comes back without the journal', async () => {
    const before = await world().fingerprint();
    expect(await world().ask<Report>({ do: 'apply', wanted: adapter })).toMatchObject({ ok: true });
    await world().restartProgram();
    await world().host.sh('echo broken > /var/lib/skywriter/host-dns/journal.json');
    expect(await world().ask<Report>({ do: 'reset' })).toMatchObject({ ok: true });
    expect(await world().fingerprint()).toBe(before);
    await expectForgotten(world());
  });

  test('what somebody wrote since is left, and told', async () => {
    expect(await world().ask<Report>({ do: 'apply', wanted: adapter })).toMatchObject({ ok: true });
    await world().host.sh("printf 'nameserver 10.1.1.1\\n' > /etc/resolv.conf");
    const { settings } = await world().ask<Report>({ do: 'reset' });
    expect(settings.map(({ outcome }) => outcome)).toContain('conflict');
    expect(await world().host.sh('cat /etc/resolv.conf')).toBe('nameserver 10.1.1.1\n');
    await world().host.sh(`rm -r /etc/resolv.conf.before-* /var/lib/skywriter; ${office}`);
  });

  test('fixed names stand in the hosts file', async () => {
    const before = await world().fingerprint();
    const wanted = { ...forgotten, hosts: [{ address: '172.19.1.100', names: [registry] }] };
    expect(await world().ask<Report>({ do: 'apply', wanted })).toMatchObject({
      ok: true,
      backend: 'hosts file',
    });
    expect(await world().host.sh('getent ahostsv4 k2s.registry.local')).toContain('172.19.1.100');
    expect(await world().ask<Report>({ do: 'reset' })).toMatchObject({ ok: true });
    expect(await world().fingerprint()).toBe(before);
  });
});
