import type { KubernetesObject } from '@skywriter/core';

/** What one file says, and what it said and may still mean. */
export interface Holding {
  readonly objects: ReadonlyMap<string, KubernetesObject>;
  /** No longer in the file; since when, in clock milliseconds. */
  readonly retained: ReadonlyMap<string, { readonly object: KubernetesObject; readonly since: number }>;
}

export const nothingHeld: Holding = { objects: new Map(), retained: new Map() };

export interface Reading {
  readonly objects: ReadonlyMap<string, KubernetesObject>;
  /** Whether the object may be in the part of the file that cannot be read. */
  uncertain(key: string): boolean;
  readonly now: number;
  /** How long an object must have been missing before it is believed to be gone, milliseconds. */
  readonly patience: number;
}

/**
 * What to hold after a file was read. Editors truncate before they write, and delete before they rename: an
 * object counts as deleted only once it has been missing for a while, and never while its file is faulty.
 */
export function carryOver(before: Holding, { objects, uncertain, now, patience }: Reading): Holding {
  const candidates = new Map(before.retained);
  for (const [key, object] of before.objects) candidates.set(key, { object, since: now });
  const retained = [...candidates]
    .filter(([key]) => !objects.has(key))
    .map(([key, { object, since }]) => [key, { object, since: uncertain(key) ? now : since }] as const)
    .filter(([, { since }]) => now - since < patience);
  return { objects, retained: new Map(retained) };
}
