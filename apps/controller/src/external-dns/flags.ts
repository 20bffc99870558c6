import type { Flag } from './flag.ts';
import { ownFlags } from './flags-own.ts';
import { processFlags } from './flags-process.ts';
import { providersFlags } from './flags-providers.ts';
import { registryFlags } from './flags-registry.ts';
import { selectionFlags } from './flags-selection.ts';
import { sourcesFlags } from './flags-sources.ts';

/** The flags by what they are about, as the documentation shows them. */
export const flagGroups: readonly (readonly [title: string, flags: readonly Flag[]])[] = [
  ['Objects, names and records', selectionFlags],
  ['Sources', sourcesFlags],
  ['Ownership and CoreDNS', registryFlags],
  ['The process', processFlags],
  ['Other providers', providersFlags],
  ['Of Skywriter', ownFlags],
];

/** Every flag of ExternalDNS 0.21 and 0.22, and a few of our own, by name. */
export const flags: ReadonlyMap<string, Flag> = new Map(
  flagGroups.flatMap(([, group]) => group).map((flag) => [flag.name, flag]),
);
