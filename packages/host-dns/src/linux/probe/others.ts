import type { Machine } from '../../machine/machine.ts';
import { printed } from '../../machine/shell.ts';
import type { Dnsmasq, Resolvconf } from '../snapshot.ts';
import { textAt } from './text-file.ts';

/** Which of the three programs of this name is there. */
export async function probeResolvconf(machine: Machine): Promise<Resolvconf | undefined> {
  const { code, stdout } = await machine.run({ program: 'resolvconf', arguments: ['--version'] });
  if (code === undefined || code === 127) return undefined;
  // Debian's did not know --version for long, and ends with 99 then.
  if (code === 99 || stdout.includes('Debian resolvconf')) return 'debian';
  if (stdout.startsWith('systemd')) return 'shim';
  return stdout.startsWith('openresolv') ? 'openresolv' : 'unknown';
}

export async function probeDnsmasq(machine: Machine): Promise<Dnsmasq | undefined> {
  const state = await printed(machine, 'systemctl', ['is-active', 'dnsmasq.service']);
  if (state?.trim() !== 'active') return undefined;
  const main = (await textAt(machine, '/etc/dnsmasq.conf')) ?? '';
  const debian = (await textAt(machine, '/etc/default/dnsmasq')) ?? '';
  const folder =
    /^\s*conf-dir\s*=\s*(\/[^,\s]+)/m.exec(main)?.[1] ??
    /^\s*CONFIG_DIR\s*=\s*["']?(\/[^,\s"']+)/m.exec(debian)?.[1];
  return { folder: folder?.replace(/\/$/, '') };
}

export async function probeContainer(machine: Machine): Promise<string | undefined> {
  const { code, stdout } = await machine.run({
    program: 'systemd-detect-virt',
    arguments: ['--container'],
  });
  const kind = stdout.trim();
  if (code !== undefined && kind !== '') return kind === 'none' ? undefined : kind;
  const kernel = (await textAt(machine, '/proc/sys/kernel/osrelease')) ?? '';
  if (/microsoft/i.test(kernel)) return 'wsl';
  if ((await textAt(machine, '/.dockerenv')) !== undefined) return 'docker';
  return (await textAt(machine, '/run/.containerenv')) === undefined ? undefined : 'podman';
}

/** The services of the line `hosts`, without their `[…]` (nsswitch.conf(5)); glibc's own where it has none. */
export function parseNssHosts(text: string): readonly string[] {
  const line = /^\s*hosts:([^#\n]*)/m.exec(text)?.[1];
  return (line ?? 'dns files')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .split(/\s+/)
    .filter(Boolean);
}
