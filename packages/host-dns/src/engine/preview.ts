import { type Problem, type Result, success } from '@skywriter/core';
import type { JournalEntry, Role } from '../journal/schema.ts';
import type { HostDns } from '../platform/host-dns.ts';
import type { SnapshotBase } from '../platform/platform.ts';
import type { Json, Setting } from '../setting/setting.ts';
import { isBaseline, standing } from './compare.ts';
import { type Context, handle, sameSetting } from './context.ts';
import { withoutThose } from './entries.ts';
import { baselineOf } from './establish.ts';
import type { HostDnsOptions } from './options.ts';
import { contextOf } from './session.ts';
import { guardedSteps } from './steps.ts';
import { isForgotten } from './wanted.ts';

export interface PreviewStep {
  readonly setting: Setting;
  readonly role: Role;
  /** `leave`: somebody changed it since; `wait`: what carries it is not there. */
  readonly action: 'set' | 'undo' | 'keep' | 'leave' | 'wait';
  readonly description: string;
  /** What a person could type with the same effect; none where nothing is to be done. */
  readonly commands: readonly string[];
  /** The way back. */
  readonly inverse: readonly string[];
}

export interface Preview {
  readonly backend: string;
  readonly explanation: string;
  readonly warnings: readonly Problem[];
  /** In the order of doing. */
  readonly steps: readonly PreviewStep[];
  /** Whether `apply` would change anything. */
  readonly pending: boolean;
}

/** What `apply` would do; touches nothing. */
export async function preview<S extends SnapshotBase>(
  options: HostDnsOptions<S>,
  wanted: HostDns,
): Promise<Result<Preview>> {
  const { machine, platform } = options;
  const snapshot = await platform.snapshot(machine);
  if (!snapshot.ok) return snapshot;
  const empty = { backend: '', explanation: 'nothing is wanted', steps: [], warnings: [] };
  const plan = isForgotten(wanted) ? success(empty) : platform.plan(snapshot.value, wanted);
  if (!plan.ok) return plan;
  const context = contextOf(options);
  const stored = await context.store.peek();
  // Who may not read the journal still learns what would be done on a machine without one.
  const known = stored.ok ? (stored.value.journal?.entries ?? []) : [];
  const unread = stored.ok ? stored.value.lost : stored.problem;
  const { backend, explanation, warnings } = plan.value;
  const steps: PreviewStep[] = [];

  const targets = guardedSteps(options, snapshot.value, plan.value, wanted);
  for (const entry of withoutThose(known, targets).toReversed()) {
    const { setting, role, before, desired } = entry;
    if (entry.state === 'undone') continue;
    const value = before.is === 'present' ? before.value : undefined;
    steps.push(await previewStep(context, { setting, role, value, inverse: desired, undo: entry }));
  }
  for (const { setting, role, desired } of targets) {
    const entry = known.find((other) => sameSetting(other.setting, setting));
    const target = handle(context, setting);
    const reading = target.ok ? await target.value.read() : target;
    if (!target.ok) return target;
    if (!reading.ok) return reading;
    const before = baselineOf(target.value.kind, entry, reading.value);
    const inverse = before.is === 'present' ? before.value : undefined;
    steps.push(await previewStep(context, { setting, role, value: desired, inverse }));
  }
  // The dead man's switch is gone after each apply, and on its own no reason for another.
  const pending = steps.some(
    ({ action, role }) => role !== 'deadMan' && (action === 'set' || action === 'undo'),
  );
  return success({
    backend,
    explanation,
    steps,
    pending,
    warnings: unread === undefined ? warnings : [...warnings, unread],
  });
}

interface Wish {
  readonly setting: Setting;
  readonly role: Role;
  readonly value: Json | undefined;
  readonly inverse: Json | undefined;
  /** The entry that is undone; a step when absent. */
  readonly undo?: JournalEntry;
}

async function previewStep(
  context: Context,
  { setting, role, value, inverse, undo }: Wish,
): Promise<PreviewStep> {
  const target = handle(context, setting);
  if (!target.ok) {
    const description = `${setting.kind} ${setting.target}`;
    return { setting, role, action: 'wait', description, commands: [], inverse: [] };
  }
  const { kind, read, describe, commands } = target.value;
  const reading = await read();
  const wished = value === undefined ? ({ is: 'absent' } as const) : ({ is: 'present', value } as const);
  const gone = !reading.ok || reading.value.is === 'gone';
  const kept = reading.ok && isBaseline(kind, wished, reading.value);
  const foreign = undo !== undefined && reading.ok && standing(kind, undo, reading.value) === 'foreign';
  const action = gone ? 'wait' : kept ? 'keep' : foreign ? 'leave' : undo ? 'undo' : 'set';
  const changes = action === 'set' || action === 'undo';
  return {
    setting,
    role,
    action,
    description: describe(value),
    commands: changes ? commands(value) : [],
    inverse: changes ? commands(inverse) : [],
  };
}
