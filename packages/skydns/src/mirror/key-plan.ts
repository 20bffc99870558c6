/** What one etcd transaction does, and what must be as we know it for it to do anything. */
export interface KeyPlan {
  /** For every key that is put, deleted or relied upon its revision; `'0'`: it must not exist. */
  readonly compares: readonly { readonly key: string; readonly modRevision: string }[];
  readonly puts: readonly { readonly key: string; readonly value: string }[];
  /** Those on whose word others are deleted come last. */
  readonly deletes: readonly string[];
  /**
   * Keys that say that others are ours: as long as they stand, every part of the plan holds only with them as
   * we know them. They may be among those that are put or deleted.
   */
  readonly relied: readonly string[];
}

/** What shall happen to one key. */
export interface KeyChange {
  readonly key: string;
  /** Undefined: it is deleted. */
  readonly value: string | undefined;
  readonly modRevision: string;
  /** What has to stay of it, instead of nothing, as long as the draft does not set that name too. */
  readonly remainder?: { readonly name: string; readonly value: string } | undefined;
  /** It is an entry of the registry, so it goes last. */
  readonly last: boolean;
}

export interface Reliance {
  readonly key: string;
  readonly modRevision: string;
  /** Whether it is among the changes, too, and so has its compare there. */
  readonly changed: boolean;
}

/** The changes at one node, and the keys of the registry that say that what they change is ours. */
export interface NodeChanges {
  readonly changes: readonly KeyChange[];
  readonly relied: readonly Reliance[];
}

/** Makes one transaction of the changes at several nodes. */
export function planOf(nodes: Iterable<NodeChanges>, assigned: ReadonlySet<string>): KeyPlan {
  // By key: what ExternalDNS wrote for one name may stand where another name has its exact key.
  const changes = new Map<string, KeyChange>();
  const relied = new Map<string, string>();
  for (const node of nodes) {
    for (const change of node.changes) {
      if (change.value !== undefined || !changes.has(change.key)) changes.set(change.key, change);
    }
    for (const { key, modRevision } of node.relied) relied.set(key, modRevision);
  }
  const compares: KeyPlan['compares'][number][] = [];
  const puts: KeyPlan['puts'][number][] = [];
  const deletes: string[] = [];
  const last: string[] = [];
  for (const change of changes.values()) {
    const { key, modRevision, remainder } = change;
    const value = change.value ?? (remainder && !assigned.has(remainder.name) ? remainder.value : undefined);
    compares.push({ key, modRevision });
    if (value !== undefined) puts.push({ key, value });
    else (change.last ? last : deletes).push(key);
  }
  for (const [key, modRevision] of relied) if (!changes.has(key)) compares.push({ key, modRevision });
  return { compares, puts, deletes: [...deletes, ...last], relied: [...relied.keys()] };
}
