import { type Assignment, type Name, type Problem, SkywriterError } from '@skywriter/core';
import { type Draft, type KeyPlan, type LayoutOptions, pathOf } from '@skywriter/skydns';
import type { EtcdLink, Revision } from '../link/link.ts';
import { assertFenced } from './fence.ts';
import { splitPlan } from './limits.ts';
import type { Replica } from './replica.ts';

/** How one name fared. `again`: something else in the same transaction was in the way. */
export type Verdict = 'done' | 'conflict' | 'again' | Problem;

/** One transaction that was tried. */
export interface Transacted {
  readonly names: number;
  /** Puts and deletes. */
  readonly operations: number;
  readonly result: 'committed' | 'conflict' | 'failed';
  readonly milliseconds: number;
}

/** What transactions go through, and who hears of them. */
export interface CommitContext {
  readonly link: EtcdLink;
  readonly replica: Replica;
  readonly layout: LayoutOptions;
  /** Names besides the assigned ones at which something is not as it was any more. */
  readonly dirty: (names: Iterable<Name>) => void;
  readonly transacted: (event: Transacted) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

export interface Commission {
  readonly draft: Pick<Draft, 'plan' | 'written'>;
  readonly assignments: readonly Assignment[];
}

/** Commits a draft, in one transaction unless a single name is too large for one. Never rejects. */
export async function commitDraft(
  { draft, assignments }: Commission,
  context: CommitContext,
): Promise<ReadonlyMap<Name, Verdict>> {
  const names = assignments.map(({ name }) => name);
  const plan = draft.plan();
  if (plan.compares.length === 0) return all(names, 'done');
  for (const part of splitPlan(plan)) {
    const failure = await commitPart(part, { assignments, written: draft.written, context });
    if (failure !== undefined) return failure;
  }
  return all(names, 'done');
}

interface PartContext {
  readonly assignments: readonly Assignment[];
  /** The assigned names and those whose scaffolding changes with them. */
  readonly written: ReadonlySet<Name>;
  readonly context: CommitContext;
}

/** Undefined when it was written. */
async function commitPart(
  part: KeyPlan,
  { assignments, written, context }: PartContext,
): Promise<ReadonlyMap<Name, Verdict> | undefined> {
  const { link, replica, layout, now } = context;
  const names = assignments.map(({ name }) => name);
  const started = now();
  const report = (result: Transacted['result']) => {
    const operations = part.puts.length + part.deletes.length;
    context.transacted({ names: names.length, operations, result, milliseconds: now() - started });
  };
  try {
    assertFenced(part, layout);
    const { succeeded, revision } = await replica.expecting(part, () => link.commit(part));
    report(succeeded ? 'committed' : 'conflict');
    if (!succeeded) return await afterConflict(part, { names, context });
    const dirty = replica.wrote(part, revision);
    // Of what the transaction set, its callers know.
    for (const name of written) dirty.delete(name);
    if (dirty.size > 0) context.dirty(dirty);
    return undefined;
  } catch (error) {
    report('failed');
    const problem = problemOf(error);
    return problem.code === 'SKY_ETCD_AMBIGUOUS'
      ? await afterAmbiguity(part, { assignments, context, problem })
      : all(names, problem);
  }
}

/** Reads again what the transaction relied on, and tells whose it was that had changed. */
async function afterConflict(
  part: KeyPlan,
  { names, context }: { names: readonly Name[]; context: CommitContext },
): Promise<ReadonlyMap<Name, Verdict>> {
  let changed: readonly string[];
  try {
    changed = await refresh(part, context);
  } catch (error) {
    return all(names, problemOf(error));
  }
  if (names.length === 1) return all(names, 'conflict');
  const verdicts = new Map<Name, Verdict>();
  for (const name of names) {
    const path = pathOf(name, context.layout.prefix);
    verdicts.set(name, changed.some((key) => isAt(path, key)) ? 'conflict' : 'again');
  }
  return verdicts;
}

/** It may have been written or not, which what is there now tells. */
async function afterAmbiguity(
  part: KeyPlan,
  {
    assignments,
    context,
    problem,
  }: { assignments: readonly Assignment[]; context: CommitContext; problem: Problem },
): Promise<ReadonlyMap<Name, Verdict>> {
  try {
    await refresh(part, context);
  } catch {
    return all(
      assignments.map(({ name }) => name),
      problem,
    );
  }
  const settled = (assignment: Assignment) => context.replica.mirror.settled(assignment);
  return new Map(
    assignments.map((assignment) => [assignment.name, settled(assignment) ? 'done' : problem] as const),
  );
}

/** Brings the mirror up to date with the keys of a transaction. Returns those that were not as it relied on. */
async function refresh(part: KeyPlan, { link, replica, dirty }: CommitContext): Promise<string[]> {
  const keys = part.compares.map(({ key }) => key);
  const { kvs, revision } = await link.read({ keys });
  const found = new Map<string, Revision>(kvs.map(({ key, modRevision }) => [key, modRevision]));
  dirty(replica.reread(keys, kvs, revision));
  return part.compares.flatMap(({ key, modRevision }) =>
    (found.get(key) ?? '0') === modRevision ? [] : [key],
  );
}

/** Whether the key is one of the name itself: its exact key, or one level below. */
function isAt(path: string, key: string): boolean {
  return key === path || (key.startsWith(`${path}/`) && !key.includes('/', path.length + 1));
}

function all(names: readonly Name[], verdict: Verdict): ReadonlyMap<Name, Verdict> {
  return new Map(names.map((name) => [name, verdict]));
}

function problemOf(error: unknown): Problem {
  if (error instanceof SkywriterError) return { code: error.code, message: error.message, hint: error.hint };
  return {
    code: 'SKY_SKYDNS_DEFECT',
    message: `The transaction failed: ${error instanceof Error ? error.message : String(error)}.`,
    hint: 'It is tried again; please report this as a defect.',
  };
}
