import type { Problem } from '@skywriter/core';
import { JOURNAL_VERSION } from '../journal/schema.ts';
import type { HostDns } from '../platform/host-dns.ts';
import type { Finding, SnapshotBase } from '../platform/platform.ts';
import type { Setting } from '../setting/setting.ts';
import { clear, flush } from './clear.ts';
import { type Context, type Ledger, openLedger, sameSetting } from './context.ts';
import { addressesOf, strays, suspects, withoutThose } from './entries.ts';
import { establish } from './establish.ts';
import type { HostDnsOptions } from './options.ts';
import { failedReport, type Report, type SettingReport } from './report.ts';
import type { Session } from './session.ts';
import { guardedSteps, type RoleStep } from './steps.ts';
import { undoAll } from './undo.ts';
import { guarded, judge } from './verification.ts';

export interface ApplyOptions {
  /** What is applied works only while this process runs (it is the proxy), so `recover` undoes it after. */
  readonly tied?: boolean;
}

/** Makes the machine so, from whatever it is; a fault undoes all of it, to what was before the first apply. */
export async function apply<S extends SnapshotBase>(
  options: HostDnsOptions<S>,
  session: Session<S>,
  wanted: HostDns,
  { tied = false }: ApplyOptions = {},
): Promise<Report> {
  const { machine, platform, verify } = options;
  const { context, snapshot, stored, owner } = session;
  const plan = platform.plan(snapshot, wanted);
  if (!plan.ok) return failedReport(plan.problem);
  const { backend, explanation, warnings } = plan.value;
  const prepared = await guarded(async () => verify?.(wanted, machine));
  if (!prepared.ok) return failedReport(prepared.problem);

  const steps = guardedSteps(options, snapshot, plan.value, wanted);
  const stray = await strays(session, suspectsAmong(options, session, { wanted, steps }));
  const ledger = openLedger(context.store, {
    schema: JOURNAL_VERSION,
    platform: platform.name,
    phase: 'applying',
    bootId: snapshot.bootId,
    owner,
    tied,
    since: machine.date(),
    backend,
    wanted,
    entries: [...withoutThose(stored.journal?.entries ?? [], stray), ...stray],
  });
  // Also proves, before anything is touched, that it can be written.
  const begun = await ledger.update({});
  if (!begun.ok) return failedReport(begun.problem);

  const changes = await makeSo(context, ledger, {
    steps,
    // After a start, what is there is the system's anew; only what survived it is ours, and goes first.
    afresh: stored.journal !== undefined && stored.journal.bootId !== snapshot.bootId,
  });
  const { settings } = changes;
  let findings: readonly Finding[] = [];
  let { problem } = changes;
  if (problem === null) {
    await flush(options);
    const checked = await guarded(async () => (await prepared.value?.()) ?? []);
    if (checked.ok) findings = checked.value;
    problem = checked.ok ? judge(findings) : checked.problem;
  }
  problem ??= await settle(context, ledger, settings);

  const report = { backend, explanation, findings, warnings };
  if (problem === null) return { ...report, ok: true, problem, settings, rolledBack: false };
  const cleared = await clear(options, context, ledger, { force: false, last: stored.last });
  return { ...report, ok: false, problem, settings: [...settings, ...cleared.settings], rolledBack: true };
}

/**
 * What may be ours; where a step goes, also what points at the wanted servers: a baseline never holds our own
 * values, or a reset would lead to a server that is gone.
 */
function suspectsAmong<S extends SnapshotBase>(
  options: HostDnsOptions<S>,
  session: Session<S>,
  { wanted, steps }: { readonly wanted: HostDns; readonly steps: readonly RoleStep[] },
): readonly Setting[] {
  const pointing = suspects(options, session, addressesOf(wanted));
  if (session.stored.lost !== undefined) return pointing;
  const marked = suspects(options, session, []);
  return pointing.filter((one) =>
    [...marked, ...steps.map(({ setting }) => setting)].some((other) => sameSetting(one, other)),
  );
}

interface Changes {
  readonly settings: SettingReport[];
  readonly problem: Problem | null;
}

/** Undoes what is wanted no more, then sets what is; stops at the first fault. */
async function makeSo(
  context: Context,
  ledger: Ledger,
  { steps, afresh }: { readonly steps: readonly RoleStep[]; readonly afresh: boolean },
): Promise<Changes> {
  const { entries } = ledger.journal;
  const undone = await undoAll(context, ledger, afresh ? entries : withoutThose(entries, steps), {
    force: false,
  });
  const settings = undone.filter(({ setting }) => !steps.some((step) => sameSetting(step.setting, setting)));
  const stuck = undone.find(({ outcome }) => outcome === 'failed');
  if (stuck?.problem !== undefined) return { settings: undone, problem: stuck.problem };
  for (const step of steps) {
    const report = await establish(context, ledger, step);
    settings.push(report);
    if (report.problem !== undefined) return { settings, problem: report.problem };
  }
  return { settings, problem: null };
}

/** Calls the dead man's switch off, and says in the journal that all is well. */
async function settle(context: Context, ledger: Ledger, settings: SettingReport[]): Promise<Problem | null> {
  const switches = ledger.journal.entries.filter(({ role }) => role === 'deadMan');
  const off = await undoAll(context, ledger, switches, { force: true });
  settings.push(...off);
  const stuck = off.find(({ outcome }) => outcome === 'failed');
  if (stuck?.problem !== undefined) return stuck.problem;
  const entries = ledger.journal.entries.filter(
    ({ role, state }) => role === 'setting' || state !== 'undone',
  );
  const recorded = await ledger.update({ phase: 'applied', entries });
  return recorded.ok ? null : recorded.problem;
}
