import { provenanceOf } from '../layout/provenance.ts';
import { formatMessage, messageOf, parseMessage } from '../message/message.ts';
import type { KeyChange, NodeChanges, Reliance } from './key-plan.ts';
import { type Entry, entriesOf, isAdopted, isOurs, type Node, nameOf } from './node.ts';
import type { Tree } from './tree.ts';

/** What leads from the keys that stand at a node to those that shall; foreign ones stay as they are. */
export function changesAt(
  node: Node | undefined,
  expected: ReadonlyMap<string, string>,
  tree: Tree,
): NodeChanges {
  const changes: KeyChange[] = [];
  const adopted: Entry[] = [];
  const seen = new Set<string>();
  for (const entry of node === undefined ? [] : entriesOf(node)) {
    const value = expected.get(entry.key);
    seen.add(entry.key);
    if (!isOurs(entry) || entry.value === value || isKept(entry, node)) continue;
    changes.push(change(entry, value, tree));
    if (isAdopted(entry)) adopted.push(entry);
  }
  for (const [key, value] of expected) {
    if (seen.has(key)) continue;
    const entry = tree.get(key);
    if (entry === undefined) changes.push({ key, value, modRevision: '0', last: false });
    else if (isOurs(entry) && entry.value !== value) changes.push(change(entry, value, tree));
  }
  return { changes, relied: reliedOn(adopted, changes, tree) };
}

/**
 * Entries of the registry without a type go only together with records that they make ours: alone, they may
 * be those of names that begin with an affix which the configuration forgets.
 */
function isKept({ kind, claim, value }: Entry, node: Node | undefined): boolean {
  if (kind !== 'entry' || claim?.type !== '' || node === undefined) return false;
  const message = parseMessage(value);
  if (message.ok && provenanceOf(message.value).owner !== '') return false;
  for (const entry of entriesOf(node)) if (isAdopted(entry)) return false;
  return true;
}

function change(entry: Entry, value: string | undefined, tree: Tree): KeyChange {
  const { key, modRevision, kind } = entry;
  const remainder = value === undefined ? remainderOf(entry, tree) : undefined;
  return { key, value, modRevision, remainder, last: kind === 'entry' };
}

/**
 * Where ExternalDNS put the registry's entry of one name into a record of another, because both have the same
 * key, the entry must outlive the record until that name is set, or nobody would know any more whose it is.
 */
function remainderOf({ claim, holder, value }: Entry, tree: Tree): KeyChange['remainder'] {
  if (claim === undefined || claim.name === nameOf(holder)) return undefined;
  const node = tree.at(claim.name);
  const message = parseMessage(value);
  if (node === undefined || !message.ok || ![...entriesOf(node)].some(isAdopted)) return undefined;
  const { text, targetstrip, extra } = message.value;
  return { name: claim.name, value: formatMessage(messageOf({ text, targetstrip, extra })) };
}

/** One key of the registry for each kind of record is enough to say that they are ours. */
function reliedOn(adopted: readonly Entry[], changes: readonly KeyChange[], tree: Tree): Reliance[] {
  const relied = new Map<string, Reliance>();
  for (const entry of adopted) {
    const judgement = tree.judgementOf(entry);
    const by = judgement.ours ? tree.get(judgement.by) : undefined;
    if (by === undefined || relied.has(by.key)) continue;
    const changed = changes.some(({ key }) => key === by.key);
    relied.set(by.key, { key: by.key, modRevision: by.modRevision, changed });
  }
  return [...relied.values()];
}
