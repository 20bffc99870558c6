import { type Name, parentOf } from '@skywriter/core';
import type { Surroundings } from '../layout/layout.ts';
import { isEmpty } from '../layout/provenance.ts';
import { type Message, parseMessage } from '../message/message.ts';
import { entriesOf, groupOf, isOurs, type Node } from './node.ts';
import type { Tree } from './tree.ts';

/** What others wrote around a name, as far as its keys depend on it. */
export function surroundingsOf(name: Name, tree: Tree): Surroundings {
  const node = tree.at(name);
  const parent = parentOf(name);
  const above = parent === undefined ? undefined : tree.at(parent);
  return {
    group: node === undefined ? name : groupOf(node),
    parentGroup: above === undefined ? (parent ?? name) : groupOf(above),
    leafTaken: node?.leaf !== undefined && !isOurs(node.leaf),
    hiddenLeaf: node === undefined ? undefined : hiddenLeaf(node),
  };
}

/**
 * Whether another program wrote records for the zone itself, where it writes any name's. CoreDNS reads those
 * only as long as nothing stands where it looks for a zone's first; ours stand beside them then.
 */
export function hasForeignRecords(zone: Name, tree: Tree): boolean {
  const node = tree.at(zone);
  if (node === undefined) return false;
  const entries = node.leaf === undefined ? entriesOf(node) : [node.leaf, ...entriesOf(node)];
  for (const { alien, value } of entries) {
    const message = alien ? parseMessage(value) : undefined;
    if (message?.ok && message.value.host !== '') return true;
  }
  return false;
}

/** A foreign value at the exact key that would be read if nothing of Skywriter stood below it. */
function hiddenLeaf({ leaf, aliensBelow }: Node): Message | undefined {
  if (leaf === undefined || isOurs(leaf) || aliensBelow > 0) return undefined;
  const message = parseMessage(leaf.value);
  return message.ok && !isEmpty(message.value) ? message.value : undefined;
}
