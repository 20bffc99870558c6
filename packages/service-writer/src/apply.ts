import type { Assignment, Name, Outcome, RecordSet } from '@skywriter/core';
import type { Mirror } from './mirror.ts';
import { refusals } from './refusals.ts';
import type { Settings } from './settings.ts';
import type { Verdict, Writer } from './writer.ts';

export interface ApplyContext {
  readonly settings: Settings;
  readonly mirror: Mirror;
  readonly writer: Writer;
}

/** Names of Services that are to be set. */
type Sheets = Map<string, Map<Name, readonly RecordSet[]>>;

/** Sets names: each in the Service where it belongs, and then in no other of ours. Never rejects. */
export async function applyAll(
  assignments: readonly Assignment[],
  context: ApplyContext,
): Promise<readonly Outcome[]> {
  const { settings, mirror, writer } = context;
  const verdicts = new Map<Name, Verdict>();
  const homeOf = (name: Name) => settings.byName.get(name)?.serviceName;

  async function setAll(sheets: Sheets): Promise<void> {
    const all = [...sheets].map(([service, wanted]) => writer.set(service, wanted));
    for (const verdictOf of await Promise.all(all)) {
      for (const [name, verdict] of verdictOf) verdicts.set(name, verdict);
    }
  }

  const homes: Sheets = new Map();
  for (const { name, recordSets } of assignments) {
    const home = homeOf(name);
    const [refusal] = refusals(recordSets, settings);
    verdicts.set(name, refusal ?? 'done');
    if (refusal === undefined && home !== undefined) put(homes, home, [name, recordSets]);
  }
  await setAll(homes);
  // What comes is there before what goes, so that a name that moves is always published.
  const others: Sheets = new Map();
  for (const [name, verdict] of verdicts) {
    if (verdict !== 'done') continue;
    for (const service of mirror.holders(name)) {
      if (service !== homeOf(name)) put(others, service, [name, []]);
    }
  }
  await setAll(others);
  return assignments.map(({ name }) => outcomeOf(name, verdicts.get(name)));
}

function put(sheets: Sheets, service: string, [name, sets]: [Name, readonly RecordSet[]]): void {
  const sheet = sheets.get(service);
  if (sheet === undefined) sheets.set(service, new Map([[name, sets]]));
  else sheet.set(name, sets);
}

function outcomeOf(name: Name, verdict: Verdict = 'done'): Outcome {
  if (verdict === 'done' || verdict === 'conflict') return { name, result: verdict };
  return { name, result: 'failed', problem: verdict };
}
