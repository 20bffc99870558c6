import { MARKER } from '../platform/host-dns.ts';
import type { Step } from '../platform/platform.ts';
import { DEAD_MAN, deadMan } from './kinds/dead-man.ts';
import { debianResolvconf, openresolv } from './kinds/resolvconf.ts';
import { resolvedLink } from './kinds/resolved-link.ts';
import { RECOVERY_UNIT, systemdUnit } from './kinds/systemd-unit.ts';
import type { LinuxSnapshot } from './snapshot.ts';

/** A unit that runs `recover` at every start, where anything that is set outlives one. */
export function recoveryHook(
  { systemd }: LinuxSnapshot,
  steps: readonly Step[],
  recover: readonly string[],
): readonly Step[] {
  if (!systemd || steps.every(isVolatile)) return [];
  return [{ setting: { kind: systemdUnit.kind, target: RECOVERY_UNIT }, desired: recoveryUnit(recover) }];
}

export function deadManSwitch(
  { systemd }: LinuxSnapshot,
  reset: readonly string[],
  seconds: number,
): readonly Step[] {
  if (!systemd) return [];
  return [{ setting: { kind: deadMan.kind, target: DEAD_MAN }, desired: { seconds, command: reset } }];
}

/** Gone after a start of the system: /run is, and what resolved keeps of links. */
function isVolatile({ setting: { kind, target } }: Step): boolean {
  const inRun = [resolvedLink, debianResolvconf, openresolv].some((volatile) => volatile.kind === kind);
  return inRun || target.startsWith('/run/');
}

/** systemd.service(5). Early, since a resolver that points nowhere holds up all that starts after it. */
function recoveryUnit(recover: readonly string[]): string {
  return `# Managed by ${MARKER}; goes away with "skywriter host reset".
[Unit]
Description=Undo what ${MARKER} left behind
After=local-fs.target systemd-resolved.service NetworkManager.service
Before=nss-lookup.target

[Service]
Type=oneshot
ExecStart=${recover.map(unitWord).join(' ')}

[Install]
WantedBy=multi-user.target
`;
}

/** A word of a command in a unit: systemd.syntax(7), and systemd.service(5) on `$` and `%`. */
export function unitWord(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$')
    .replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
