import type { Name, Problem, RecordSet } from '@skywriter/core';
import type { Message } from '../message/message.ts';

/** What a node's keys depend on besides its own records: what others wrote around it. */
export interface Surroundings {
  /** The group of everything at the node: the node's name, or the group that foreign records there have. */
  readonly group: string;
  /** The group at the parent's node. */
  readonly parentGroup: string;
  /** Somebody else's value stands at the exact key, so we can write none there. */
  readonly leafTaken: boolean;
  /** That value, when it answered until our keys hid it. */
  readonly hiddenLeaf: Message | undefined;
}

/** What of a name stands at one node of the key tree. Most names have one part; a zone has more. */
export interface Part {
  readonly node: Name;
  /** How many records it has; one without any leaves its node to scaffolding. */
  readonly records: number;
  /** Whether one of them can only be at the node's exact key. */
  readonly exact: boolean;
  /** Keys and values. */
  keys(around: Surroundings): ReadonlyMap<string, string>;
}

/** A way to write record sets as keys. Pure: the same records around the same keys are the same bytes. */
export interface Layout {
  /** Why these record sets of one name cannot be written; empty if they can. */
  refusals(recordSets: readonly RecordSet[]): Problem[];
  /** Everything that an assignment decides over, nodes included at which nothing shall stand. */
  partsOf(name: Name, recordSets: readonly RecordSet[]): readonly Part[];
  /** Other names whose scaffolding depends on whether this one has records. */
  scaffoldNames(name: Name): readonly Name[];
  /** Keys and values where only names below have records. */
  scaffoldAt(node: Name, around: Surroundings): ReadonlyMap<string, string>;
}
