import { failure, type Result, success } from '@skywriter/core';
import type { CommandResult } from '../machine/machine.ts';
import { MARKER } from '../platform/host-dns.ts';
import type { Platform, SnapshotBase, Step } from '../platform/platform.ts';
import type { Json, Setting, SettingKind } from '../setting/setting.ts';
import { LINK, RESOLVER_FOLDER, STATE_FOLDER, type World } from './world.ts';

export interface SimulatedSnapshot extends SnapshotBase {
  readonly ours: readonly { readonly setting: Setting; readonly servers: readonly string[] }[];
  readonly adapters: readonly string[];
}

const same = (a: Json, b: Json) => JSON.stringify(a) === JSON.stringify(b);
const shown = (target: string, value: Json | undefined) => `${target}: ${JSON.stringify(value ?? null)}`;
const ran = ({ code, stderr }: CommandResult): Result<void> =>
  code === 0 ? success(undefined) : failure('SKY_HOST_SIMULATED', `It failed: ${stderr}.`, 'Try again.');

/** Any bytes: Latin 1 has a letter for each. */
export const fileKind: SettingKind = {
  kind: 'file',
  async read(target, { files }) {
    const bytes = await files.read(target);
    if (!bytes.ok) return bytes;
    if (bytes.value === undefined) return success({ is: 'absent' });
    return success({ is: 'present', value: Buffer.from(bytes.value).toString('latin1') });
  },
  async write(target, value, machine) {
    const { files } = machine;
    const written = await (value === undefined
      ? files.remove(target)
      : files.write(target, Buffer.from(String(value), 'latin1'), 0o644));
    if (!written.ok || !target.startsWith(RESOLVER_FOLDER)) return written;
    return ran(await machine.run({ program: 'reload', arguments: [] }));
  },
  same,
  commands: (target, value) => [value === undefined ? `rm ${target}` : `write ${target}`],
  describe: shown,
};

const linkFields = ['servers', 'domains', 'route'];

/** One command for each field, so that a crash leaves it half set. */
const linkKind = (world: World): SettingKind => ({
  kind: 'link',
  async read(target) {
    const value = world.links.get(target);
    return success(value === undefined ? { is: 'gone' } : { is: 'present', value });
  },
  async write(target, value, machine) {
    for (const field of linkFields) {
      const part =
        typeof value === 'object' && value !== null && !Array.isArray(value) ? fieldOf(value, field) : [];
      const argv = [target, field, JSON.stringify(part)];
      const result = ran(await machine.run({ program: 'link', arguments: argv }));
      if (!result.ok) return result;
    }
    return success(undefined);
  },
  same,
  commands: (target, value) => [`link ${shown(target, value)}`],
  describe: shown,
});

function fieldOf(value: Json, field: string): Json {
  return Object.fromEntries(Object.entries(value ?? {}))[field] ?? [];
}

const adapterKind = (world: World): SettingKind => ({
  kind: 'adapter',
  async read(target) {
    const adapter = world.adapters.get(target);
    if (adapter?.present !== true) return success({ is: 'gone' });
    const servers = adapter.servers[adapter.network] ?? [];
    return success(servers.length === 0 ? { is: 'absent' } : { is: 'present', value: servers });
  },
  async write(target, value, machine) {
    return ran(await machine.run({ program: 'adapter', arguments: [target, JSON.stringify(value ?? [])] }));
  },
  same,
  commands: (target, value) => [`adapter ${shown(target, value)}`],
  describe: shown,
});

/** An operating system whose settings live in a simulated computer. */
export function simulatedPlatform(world: World, { elevated = true } = {}): Platform<SimulatedSnapshot> {
  const file = (path: string): Setting => ({ kind: 'file', target: path });
  const hook = (path: string, argv: readonly string[]): Step => ({
    setting: file(path),
    desired: `# ${MARKER}\n${argv.join(' ')}\n`,
  });
  return {
    name: 'linux',
    kinds: [fileKind, linkKind(world), adapterKind(world)],
    stateFolder: STATE_FOLDER,
    flush: [{ program: 'flush', arguments: [] }],
    elevate: (argv) => `sudo ${argv.join(' ')}`,
    async snapshot() {
      const files = [...world.files.nodes.keys()]
        .filter((path) => !path.startsWith(STATE_FOLDER) && world.files.text(path)?.includes(MARKER))
        .map((path) => ({ setting: file(path), servers: [] }));
      const adapters = [...world.adapters].map(([target, { servers, network }]) => ({
        setting: { kind: 'adapter', target },
        servers: servers[network] ?? [],
      }));
      return success({
        elevated,
        bootId: String(world.boot),
        ours: [...files, ...adapters],
        adapters: [...world.adapters].filter(([, { present }]) => present).map(([name]) => name),
      });
    },
    plan(snapshot, { mode, domains, servers, hosts }) {
      const addresses = servers.map(({ address }) => address);
      const steps: Step[] = hosts.map(({ address, names }) => ({
        setting: file('/etc/hosts.d/ours'),
        desired: `# ${MARKER}\n${address} ${names.join(' ')}\n`,
      }));
      if (mode === 'adapter') {
        steps.push(
          ...snapshot.adapters.map((target) => ({
            setting: { kind: 'adapter', target },
            desired: addresses,
          })),
        );
      }
      if (mode === 'split') {
        steps.push(
          { setting: { kind: 'link', target: LINK }, desired: { servers: addresses, domains, route: false } },
          ...domains.map((domain) => ({
            setting: file(`/etc/resolver/${domain}`),
            desired: `# ${MARKER}\nnameserver ${addresses.join(' ')}\n`,
          })),
        );
      }
      return success({ backend: `simulated ${mode}`, explanation: `mode=${mode}`, steps, warnings: [] });
    },
    leftovers: ({ ours }, servers) =>
      ours
        .filter(
          (found) => found.setting.kind === 'file' || found.servers.some((one) => servers.includes(one)),
        )
        .map(({ setting }) => setting),
    examine: () => [],
    recoveryHook: (_snapshot, _steps, recover) => [hook('/etc/boot/recover', recover)],
    deadMan: (_snapshot, reset) => [hook('/run/dead-man', reset)],
  };
}

/** An engine's other half in tests: what programs on this machine would type. */
export const commandLines = { self: ['sky', 'apply'], recover: ['sky', 'recover'], reset: ['sky', 'reset'] };
