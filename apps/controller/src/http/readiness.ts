import type { Problem } from '@skywriter/core';
import { standby } from '../leader/gate.ts';
import type { SystemStatus } from '../status.ts';

export interface Readiness {
  readonly ready: boolean;
  /** What is not ready, each with its reason. */
  readonly waiting: readonly { readonly what: string; readonly why: string }[];
  /** What is wrong although everything is ready. */
  readonly warnings: readonly { readonly what: string; readonly why: string }[];
}

/** A folder of broken files says the same again and again. */
const MOST_TOLD = 10;

/** Ready: every kind is known, every output is connected, and the first synchronisation is through. */
export function readinessOf(status: SystemStatus): Readiness {
  const waiting: { what: string; why: string }[] = [];
  const warnings: { what: string; why: string }[] = [];
  for (const { kind, synced, problem } of status.kinds) {
    if (!synced)
      waiting.push({
        what: `objects of kind ${kind}`,
        why: text(problem) ?? 'The list is not complete yet.',
      });
    else if (problem !== undefined)
      warnings.push({ what: `objects of kind ${kind}`, why: text(problem) ?? '' });
  }
  for (const { name, ready, problem, synchronised, pending, stopped, names } of status.outputs) {
    // Who waits for its turn does all that it is there for.
    if (problem?.code === standby.code) warnings.push({ what: `output ${name}`, why: text(problem) ?? '' });
    else if (!ready)
      waiting.push({ what: `output ${name}`, why: text(problem) ?? 'It is not connected yet.' });
    else if (!synchronised) {
      waiting.push({
        what: `output ${name}`,
        why: `The first synchronisation is under way: ${pending} names are left.`,
      });
    } else if (problem !== undefined) warnings.push({ what: `output ${name}`, why: text(problem) ?? '' });
    if (stopped !== undefined) warnings.push({ what: `output ${name}`, why: text(stopped.problem) ?? '' });
    if (names.held > 0) warnings.push({ what: `output ${name}`, why: held(names.held) });
  }
  for (const problem of status.manifestProblems.slice(0, MOST_TOLD)) {
    warnings.push({ what: 'manifests', why: text(problem) ?? '' });
  }
  if (status.configurationProblem !== undefined) {
    warnings.push({ what: 'configuration', why: text(status.configurationProblem) ?? '' });
  }
  return { ready: waiting.length === 0, waiting, warnings };
}

function held(count: number): string {
  const names =
    count === 1 ? '1 name is held: its object has' : `${count} names are held: their objects have`;
  return `${names} no targets just now, so the last good records stay. \`skywriter plan\` tells which.`;
}

function text(problem: Problem | undefined): string | undefined {
  return problem === undefined ? undefined : `${problem.message} ${problem.hint}`;
}
