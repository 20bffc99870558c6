import type { Reading } from '../layout/reading.ts';
import type { Claim, Claims } from '../registry/claims.ts';

/** One key as etcd has it. Values are kept as text; most are looked at once and then only compared. */
export interface Entry {
  readonly key: string;
  readonly value: string;
  modRevision: string;
  readonly kind: Reading['kind'];
  /** Who else it belongs to; empty: nobody, or nobody knows. */
  readonly owner: string;
  /** The node whose name it belongs to; another one than where it stands for what ExternalDNS wrote. */
  readonly holder: Node;
  /** What it says in ExternalDNS's TXT registry. */
  readonly claim: Claim | undefined;
  /** The group that it brings to the records beside it; undefined where it is ours or never shown. */
  readonly foreignGroup: string | undefined;
  /** Whether the registry decides if it is ours. */
  readonly claimable: boolean;
  /** Not of Skywriter, whoever runs it: such keys hid a leaf above them before any of ours did. */
  readonly alien: boolean;
}

/**
 * One name of the key tree with everything that stands at it. The counters are kept up to date on the way
 * from a changed key to the root, so that no question about a name needs to look below it.
 */
export interface Node {
  readonly label: string;
  readonly parent: Node | undefined;
  /** By label. */
  children: Map<string, Node> | undefined;
  /** At the exact key. */
  leaf: Entry | undefined;
  /** By the last component, which begins with `#`. */
  ids: Map<string, Entry> | undefined;
  /** By key: what belongs to this name but stands at a key below that is a name by itself. */
  strays: Map<string, Entry> | undefined;
  /** What ExternalDNS's TXT registry says of the name, wherever it says so. */
  claims: Claims | undefined;
  /** Keys of ours that belong here. */
  ours: number;
  /** Records of ours that belong here. */
  records: number;
  /** Records of ours that belong below. */
  recordsBelow: number;
  /** Alien keys below. */
  aliensBelow: number;
  /** Groups of foreign keys exactly one level below, and how many keys have each. */
  foreignGroups: Map<string, number> | undefined;
}

export function newNode(label: string, parent: Node | undefined): Node {
  return {
    label,
    parent,
    children: undefined,
    leaf: undefined,
    ids: undefined,
    strays: undefined,
    claims: undefined,
    ours: 0,
    records: 0,
    recordsBelow: 0,
    aliensBelow: 0,
    foreignGroups: undefined,
  };
}

export function isOurs(entry: Entry): boolean {
  return entry.kind !== 'foreign' && entry.kind !== 'malformed';
}

/** Whether it is ours only because the registry says so. */
export function isAdopted(entry: Entry): boolean {
  return entry.claimable && isOurs(entry);
}

/** Everything that belongs to the name of the node. */
export function* entriesOf(node: Node): Generator<Entry> {
  if (node.leaf !== undefined && node.leaf.holder === node) yield node.leaf;
  if (node.ids !== undefined) yield* node.ids.values();
  if (node.strays !== undefined) yield* node.strays.values();
}

/**
 * The group of whatever we write at the node. CoreDNS shows all of a level as soon as two groups meet on
 * it, so where foreign records have one, ours join it; with several there is nothing left to save.
 */
export function groupOf(node: Node): string {
  if (node.foreignGroups?.size === 1) {
    for (const group of node.foreignGroups.keys()) return group;
  }
  return nameOf(node);
}

/** The name of the node; empty for the root. Labels are as in the key, so it need not be a valid name. */
export function nameOf({ label, parent }: Node): string {
  const above = parent === undefined ? '' : nameOf(parent);
  return above === '' ? label : `${label}.${above}`;
}

export function isUnused(node: Node): boolean {
  const bare = node.leaf === undefined && !node.ids?.size && !node.strays?.size;
  return bare && node.claims === undefined && !node.children?.size;
}
