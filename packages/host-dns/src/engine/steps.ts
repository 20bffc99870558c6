import type { Role } from '../journal/schema.ts';
import type { HostDns } from '../platform/host-dns.ts';
import type { Plan, SnapshotBase, Step } from '../platform/platform.ts';
import type { HostDnsOptions } from './options.ts';

/** Longer than an apply may take, verification and slow programs included. */
const DEAD_MAN_S = 300;

export interface RoleStep extends Step {
  readonly role: Role;
}

/**
 * A plan's steps behind those that guard them. Only what can take all name resolution down has a dead man's
 * switch: a person who can resolve nothing can hardly look up how to repair it.
 */
export function guardedSteps<S extends SnapshotBase>(
  { platform, commands }: HostDnsOptions<S>,
  snapshot: S,
  { steps }: Plan,
  { mode }: HostDns,
): RoleStep[] {
  const as =
    (role: Role) =>
    (step: Step): RoleStep => ({ ...step, role });
  const settings = steps.map(as('setting'));
  if (commands === undefined || steps.length === 0) return settings;
  return [
    ...platform.recoveryHook(snapshot, steps, commands.recover).map(as('hook')),
    ...(mode === 'adapter' ? platform.deadMan(snapshot, commands.reset, DEAD_MAN_S).map(as('deadMan')) : []),
    ...settings,
  ];
}
