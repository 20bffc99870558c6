import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { provideHostRoot } from './host-root.ts';
import { startTestHost } from './host-root-machine.ts';

const root = await provideHostRoot('plain');
const here = () => ({
  mounts: readFileSync('/proc/self/mountinfo', 'utf8'),
  networks: execFileSync('ip', ['netns'], { encoding: 'utf8' }),
  groups: execFileSync(
    'sh',
    ['-c', 'ls -d /sys/fs/cgroup/skywriter-* /sys/fs/cgroup/*/skywriter-* 2>&1 || :'],
    {
      encoding: 'utf8',
    },
  ).includes(`skywriter-${process.pid}-`),
});

test.skipIf('reason' in root)('a machine is its own, and leaves nothing behind', async () => {
  const before = here();
  const host = await startTestHost('plain', { shown: { [import.meta.dirname]: '/opt/shown' } });
  const [pid, cgroup] = [await host.sh('echo $$'), await host.sh('cat /proc/1/comm')];
  expect(Number(pid)).toBeGreaterThan(1);
  expect(cgroup.trim()).toBe('systemd');
  await host.sh('ip netns add other && mount -t tmpfs tmpfs /mnt && echo changed > /etc/hosts');
  expect(await host.sh('cat /opt/shown/host-root.test.ts')).toContain('leaves nothing behind');
  expect((await host.run('touch', '/opt/shown/x')).code).not.toBe(0);
  expect((await host.run('false')).code).toBe(1);
  await host.stop();
  await host.stop();
  expect(here()).toEqual(before);
});

test.skipIf('reason' in root)('no machine has anything of another', async () => {
  const [one, other] = await Promise.all([startTestHost('plain'), startTestHost('plain')]);
  await one.sh('echo 192.0.2.1 one > /etc/hosts');
  expect(await other.sh('cat /etc/hosts')).not.toContain('192.0.2.1');
  await Promise.all([one.stop(), other.stop()]);
});

test.skipIf('reason' in root)('a start of the system keeps its files, and nothing else', async () => {
  const host = await startTestHost('plain');
  await host.sh('echo kept > /etc/kept; echo gone > /run/gone; ip link add veth0 type veth peer name veth1');
  await host.reboot();
  expect(await host.sh('cat /etc/kept; ls /run/gone 2>&1 || :; ip link show veth0 2>&1 || :')).toMatch(
    /^kept\n.*No such file.*\n.*does not exist/s,
  );
  await host.stop();
});

test.skipIf('reason' in root)('nothing is left when the test itself is killed', async () => {
  const script = `
    import { startTestHost } from ${JSON.stringify(new URL('./host-root-machine.ts', import.meta.url).href)};
    process.stdout.write((await startTestHost('plain')).name);
  `;
  const args = ['--conditions=@skywriter/source', '--input-type=module', '-e', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [name] = await once(child.stdout, 'data');
  expect(inGroup(String(name)).length).toBeGreaterThan(1);
  child.kill('SIGKILL');
  await eventually(() => inGroup(String(name)).length === 0, { what: 'the end of all processes' });
});

/** The processes of this machine that belong to a test's. */
function inGroup(name: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(name);
    } catch {
      return false;
    }
  });
}
