import type { Problem } from '@skywriter/core';
import { JOURNAL_VERSION } from '../journal/schema.ts';
import type { HostDns } from '../platform/host-dns.ts';
import type { Finding, SnapshotBase } from '../platform/platform.ts';
import { clear, flush } from './clear.ts';
import { type Context, type Ledger, openLedger } from './context.ts';
import { strays, withoutThose } from './entries.ts';
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

  const named = stored.lost === undefined ? [] : wanted.servers.map(({ address }) => address);
  const stray = await strays(options, session, named);
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

  const changes = await makeSo(context, ledger, guardedSteps(options, snapshot, plan.value, wanted));
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

interface Changes {
  readonly settings: SettingReport[];
  readonly problem: Problem | null;
}

/** Undoes what is wanted no more, then sets what is; stops at the first fault. */
async function makeSo(context: Context, ledger: Ledger, steps: readonly RoleStep[]): Promise<Changes> {
  const obsolete = withoutThose(ledger.journal.entries, steps);
  const settings = await undoAll(context, ledger, obsolete, { force: false });
  const stuck = settings.find(({ outcome }) => outcome === 'failed');
  if (stuck?.problem !== undefined) return { settings, problem: stuck.problem };
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
