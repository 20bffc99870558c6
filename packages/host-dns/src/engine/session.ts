import { failure, type Problem, type Result, success } from '@skywriter/core';
import { acquireLock } from '../journal/lock.ts';
import type { Owner } from '../journal/schema.ts';
import { journalStore, type Stored } from '../journal/store.ts';
import type { SnapshotBase } from '../platform/platform.ts';
import type { Context } from './context.ts';
import type { HostDnsOptions } from './options.ts';

const PATIENCE_MS = 10_000;

/** Everything an exclusive change begins with. */
export interface Session<S extends SnapshotBase> {
  readonly context: Context;
  readonly snapshot: S;
  readonly owner: Owner;
  readonly stored: Stored;
}

export function contextOf<S extends SnapshotBase>({ machine, platform }: HostDnsOptions<S>): Context {
  return { machine, kinds: platform.kinds, store: journalStore(machine, platform.stateFolder) };
}

/**
 * Looks at the machine, checks the rights, and runs the work under the lock. Problems: SKY_HOST_ELEVATION,
 * SKY_HOST_STATE_FOLDER, SKY_HOST_BUSY, SKY_HOST_JOURNAL_NEWER, SKY_HOST_FILE, what the platform says.
 */
export async function exclusively<S extends SnapshotBase, T>(
  options: HostDnsOptions<S>,
  work: (session: Session<S>) => Promise<T>,
): Promise<Result<T>> {
  const { machine, platform, patience = PATIENCE_MS } = options;
  const first = await platform.snapshot(machine);
  if (!first.ok) return first;
  if (!first.value.elevated) return { ok: false, problem: elevation(options) };

  const context = contextOf(options);
  const secured = await platform.secureStateFolder?.(machine);
  if (secured?.ok === false) return secured;
  const prepared = await context.store.prepare();
  if (!prepared.ok) return prepared;
  const lock = await acquireLock(machine, context.store.lock, patience);
  if (!lock.ok) return lock;
  try {
    // Another may have changed the machine until the lock was ours.
    const snapshot = await platform.snapshot(machine);
    if (!snapshot.ok) return snapshot;
    const stored = await context.store.open();
    if (!stored.ok) return stored;
    const { owner } = lock.value;
    return success(await work({ context, snapshot: snapshot.value, owner, stored: stored.value }));
  } finally {
    await lock.value.release();
  }
}

export function elevation<S extends SnapshotBase>(
  { platform, commands }: HostDnsOptions<S>,
  what = 'Changing how this machine resolves names',
): Problem {
  return failure(
    'SKY_HOST_ELEVATION',
    `${what} needs the rights of an administrator.`,
    commands === undefined
      ? 'Run this program with them.'
      : `Run it with them: ${platform.elevate(commands.self)}`,
  ).problem;
}
