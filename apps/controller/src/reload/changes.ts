import { isDeepStrictEqual } from 'node:util';
import type { OutputConfiguration } from '../config/outputs.ts';
import type { Configuration } from '../config/schema.ts';
import { siblingsOf } from '../config/services.ts';

/** What a new configuration makes necessary: as little as possible is started anew. */
export interface Changes {
  /** Where objects come from or what is made of them changed: the whole way of the data starts anew. */
  readonly everything: boolean;
  /** Outputs to stop, to start, and both. Empty when everything starts anew. */
  readonly removed: readonly string[];
  readonly added: readonly OutputConfiguration[];
  readonly changed: readonly OutputConfiguration[];
  /** Limits that running outputs take over without a restart. */
  readonly guards: boolean;
  readonly metrics: boolean;
  readonly health: boolean;
  readonly log: boolean;
}

/** The parts of a configuration by which objects become claims, and who may write; the engine is made of them. */
const inputs = [
  'manifests',
  'kubernetes',
  'sources',
  'annotationPrefixes',
  'derive',
  'nameRules',
  'sharing',
  'leaderElection',
] as const satisfies readonly (keyof Configuration)[];

/** Compares two configurations. Pure. */
export function changesBetween(before: Configuration, after: Configuration): Changes {
  const differs = (key: keyof Configuration): boolean => !isDeepStrictEqual(before[key], after[key]);
  const everything = inputs.some(differs);
  const old = new Map(before.outputs.map((output) => [output.name, ownedBy(before, output)]));
  const now = new Set(after.outputs.map(({ name }) => name));
  const outputs = everything ? [] : after.outputs;
  return {
    everything,
    removed: everything ? [] : [...old.keys()].filter((name) => !now.has(name)),
    added: outputs.filter(({ name }) => !old.has(name)),
    changed: outputs.filter(
      (output) => old.has(output.name) && !isDeepStrictEqual(old.get(output.name), ownedBy(after, output)),
    ),
    guards: differs('guards'),
    metrics: differs('metrics'),
    health: differs('health'),
    log: differs('log'),
  };
}

/** What of the whole file counts as each output's own: its owner where the output has none, and who else has it. */
function ownedBy(configuration: Configuration, output: OutputConfiguration): OutputConfiguration {
  const siblings = siblingsOf(output.name, configuration);
  return { owner: configuration.owner, ...output, ...(siblings !== undefined && { siblings }) };
}

export function isEmpty({ removed, added, changed, ...flags }: Changes): boolean {
  return !Object.values(flags).includes(true) && removed.length + added.length + changed.length === 0;
}

/** One line for the log: `output cluster changed; limits of guards`. */
export function describeChanges(changes: Changes): string {
  const parts = [
    ...(changes.everything ? ['objects and sources start anew'] : []),
    ...changes.added.map(({ name }) => `output ${name} added`),
    ...changes.changed.map(({ name }) => `output ${name} changed`),
    ...changes.removed.map((name) => `output ${name} removed`),
    ...(changes.guards ? ['guards'] : []),
    ...(changes.metrics ? ['metrics'] : []),
    ...(changes.health ? ['health'] : []),
    ...(changes.log ? ['log'] : []),
  ];
  return parts.length === 0 ? 'nothing that matters' : parts.join('; ');
}
