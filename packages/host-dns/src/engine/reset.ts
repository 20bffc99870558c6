import { failure, type Problem } from '@skywriter/core';
import { lives } from '../journal/lock.ts';
import { JOURNAL_VERSION, type JournalEntry } from '../journal/schema.ts';
import { forgotten } from '../platform/host-dns.ts';
import type { SnapshotBase } from '../platform/platform.ts';
import { clear, flush } from './clear.ts';
import { standing } from './compare.ts';
import { type Context, handle, openLedger } from './context.ts';
import { knownEntries, strays, suspects, withoutThose } from './entries.ts';
import type { HostDnsOptions } from './options.ts';
import { emptyReport, type Report, type SettingReport } from './report.ts';
import type { Session } from './session.ts';
import { undoAll } from './undo.ts';

export interface ResetOptions {
  /** Also what somebody else changed since it was applied. */
  readonly force?: boolean;
  /** Addresses known to be ours alone, so that what points at them is undone even without a journal. */
  readonly servers?: readonly string[];
}

/** Makes the machine what it was before the first apply. */
export async function reset<S extends SnapshotBase>(
  options: HostDnsOptions<S>,
  session: Session<S>,
  { force = false, servers = [] }: ResetOptions = {},
): Promise<Report> {
  const { platform, machine } = options;
  const { context, snapshot, stored, owner } = session;
  const astray = await returned(options, session, servers);
  const entries = [...withoutThose(stored.journal?.entries ?? [], astray), ...astray];
  const warnings = stored.lost === undefined ? [] : [stored.lost];
  if (stored.journal === undefined && entries.length === 0) return { ...emptyReport, warnings };
  const ledger = openLedger(context.store, {
    schema: JOURNAL_VERSION,
    platform: platform.name,
    bootId: snapshot.bootId,
    owner,
    tied: false,
    since: machine.date(),
    backend: stored.journal?.backend ?? '',
    wanted: stored.journal?.wanted ?? forgotten,
    phase: 'undoing',
    entries,
  });
  const { settings, problem } = await clear(options, context, ledger, { force, last: stored.last });
  return reportOf(settings, { problem, backend: ledger.journal.backend, warnings });
}

/** Undoes what a crash, a start of the system or the end of its process left; else only what came back. */
export async function recover<S extends SnapshotBase>(
  options: HostDnsOptions<S>,
  session: Session<S>,
): Promise<Report> {
  const { context, stored } = session;
  const reason = await staleness(options, session);
  if (reason !== undefined) return { ...(await reset(options, session)), explanation: reason };
  const astray = await returned(options, session, []);
  if (stored.journal === undefined || astray.length === 0) return { ...emptyReport, explanation: CLEAN };
  const ledger = openLedger(context.store, stored.journal);
  const settings = await undoAll(context, ledger, astray, { force: false });
  await flush(options);
  return {
    ...reportOf(settings, { problem: null, backend: stored.journal.backend, warnings: [] }),
    explanation: CLEAN,
  };
}

const CLEAN = 'what is applied is whole';

/** Why the journal does not tell of a sound state; undefined where it does. */
async function staleness<S extends SnapshotBase>(
  { machine }: HostDnsOptions<S>,
  { snapshot, stored }: Session<S>,
): Promise<string | undefined> {
  const { journal, lost } = stored;
  if (lost !== undefined) return 'the journal was lost';
  if (journal === undefined) return 'nothing is applied';
  if (journal.phase !== 'applied') return `an earlier run ended while ${journal.phase}`;
  if (journal.bootId !== snapshot.bootId) return 'the system was started since';
  if (journal.tied && !(await lives(machine, journal.owner))) return 'the process it needs has ended';
  return undefined;
}

/** What carries our values although it was undone, or is in no journal. */
async function returned<S extends SnapshotBase>(
  options: HostDnsOptions<S>,
  session: Session<S>,
  servers: readonly string[],
): Promise<JournalEntry[]> {
  const found = await strays(session, suspects(options, session, servers));
  const undone = knownEntries(session.stored).filter(({ state }) => state === 'undone');
  const back: JournalEntry[] = [];
  for (const entry of withoutThose(undone, found)) {
    if (await isBack(session.context, entry)) back.push(entry);
  }
  return [...back, ...found];
}

async function isBack(context: Context, entry: JournalEntry): Promise<boolean> {
  const target = handle(context, entry.setting);
  const reading = target.ok ? await target.value.read() : target;
  return target.ok && reading.ok && standing(target.value.kind, entry, reading.value) === 'ours';
}

function reportOf(
  settings: readonly SettingReport[],
  rest: Pick<Report, 'problem' | 'backend' | 'warnings'>,
): Report {
  const conflicts = settings.filter(({ outcome }) => outcome === 'conflict');
  const problem = rest.problem ?? (conflicts.length === 0 ? null : conflict(conflicts));
  return { ...emptyReport, ...rest, settings, problem, ok: problem === null };
}

function conflict(settings: readonly SettingReport[]): Problem {
  return failure(
    'SKY_HOST_CONFLICT',
    `Somebody else changed since, and it was left: ${settings.map(({ setting }) => setting.target).join(', ')}.`,
    'Where that was no wish of yours, reset with --force.',
  ).problem;
}
