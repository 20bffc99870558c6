import { failure, type Problem, type Result } from '@skywriter/core';
import type { Baseline, JournalEntry } from '../journal/schema.ts';
import type { Json, Reading, SettingKind } from '../setting/setting.ts';
import { standing } from './compare.ts';
import { type Context, type Handle, handle, type Ledger } from './context.ts';
import type { Outcome, SettingReport } from './report.ts';
import type { RoleStep } from './steps.ts';

/** Makes one setting so: intent to the journal, write, read again, done to the journal. */
export async function establish(context: Context, ledger: Ledger, step: RoleStep): Promise<SettingReport> {
  const { setting, desired } = step;
  const found = handle(context, setting);
  const description = found.ok ? found.value.describe(desired) : `${setting.kind} ${setting.target}`;
  const report = (outcome: Outcome, more: Partial<SettingReport> = {}): SettingReport => ({
    setting,
    description,
    outcome,
    ...more,
  });
  const failed = (problem: Problem) => report('failed', { problem });
  if (!found.ok) return failed(found.problem);
  const { kind, read } = found.value;

  const reading = await read();
  if (!reading.ok) return failed(reading.problem);
  if (reading.value.is === 'gone') return report('gone');
  const known = ledger.find(setting);
  const before = baselineOf(kind, known, reading.value);
  const isDesired = reading.value.is === 'present' && kind.same(reading.value.value, desired);
  if (isDesired && known?.state !== 'writing') {
    // Found so by the first look, and not by us: nothing of ours to undo.
    const claimed = known !== undefined && keepsBaseline(kind, known, reading.value);
    const ours = claimed ? distinct([...known.ours, desired]) : [];
    const recorded = await ledger.put({ setting, role: step.role, before, desired, ours, state: 'done' });
    return recorded.ok ? report('unchanged') : failed(recorded.problem);
  }

  const foreign = known !== undefined && standing(kind, known, reading.value) === 'foreign';
  const intent: JournalEntry = {
    setting,
    role: step.role,
    before,
    desired,
    ours: distinct([...(known?.ours ?? []), desired]),
    state: 'writing',
    ...(foreign ? { replaced: foundValue(reading.value) } : {}),
  };
  const announced = await ledger.put(intent);
  if (!announced.ok) return failed(announced.problem);
  const written = await found.value.write(desired);
  const fault = await confirm(found.value, ledger, intent, written);
  if (fault !== undefined) return failed(fault);
  return report('set', foreign ? { found: foundValue(reading.value) } : {});
}

/** What was there before us: the first that was ever seen, unless somebody made it theirs after a reset. */
export function baselineOf(kind: SettingKind, known: JournalEntry | undefined, reading: Reading): Baseline {
  if (known !== undefined && keepsBaseline(kind, known, reading)) return known.before;
  return reading.is === 'present' ? { is: 'present', value: reading.value } : { is: 'absent' };
}

function keepsBaseline(kind: SettingKind, known: JournalEntry, reading: Reading): boolean {
  if (known.state === 'writing' || known.state === 'done') return true;
  return standing(kind, known, reading) !== 'foreign';
}

/** Reads after a write, and records what is there: also of a write that failed half way. */
async function confirm(
  { kind, read }: Handle,
  ledger: Ledger,
  intent: JournalEntry,
  written: Result<void>,
): Promise<Problem | undefined> {
  const after = await read();
  if (after.ok && after.value.is === 'present') {
    const isDesired = kind.same(after.value.value, intent.desired);
    const { replaced, ...settled } = intent;
    const recorded = await ledger.put({
      ...(isDesired ? settled : intent),
      ours: distinct([...(isDesired ? [intent.desired] : intent.ours), after.value.value]),
      state: isDesired && written.ok ? 'done' : 'writing',
    });
    if (isDesired && written.ok) return recorded.ok ? undefined : recorded.problem;
  }
  if (!written.ok) return written.problem;
  if (!after.ok) return after.problem;
  return failure(
    'SKY_HOST_NOT_SET',
    `${kind.describe(intent.setting.target, intent.desired)}: it was written, and reads otherwise.`,
    'Something else manages this setting: find out what, and tell it to leave this one.',
  ).problem;
}

export function foundValue(reading: Reading): Json {
  return reading.is === 'present' ? reading.value : null;
}

function distinct(values: readonly Json[]): readonly Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
