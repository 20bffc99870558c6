import { labelsOf, type Name } from '@skywriter/core';
import { pathOf } from '../key/key.ts';
import { parseIp } from '../message/host.ts';
import { formatMessage, type Message, messageOf } from '../message/message.ts';
import { scaffoldId } from './id.ts';
import type { Surroundings } from './layout.ts';
import type { LayoutOptions } from './options.ts';
import { type NodeRecords, nameServerNode, notService } from './parts.ts';

/** The keys and values of one node. */
export function nodeKeys(
  part: NodeRecords,
  around: Surroundings,
  options: LayoutOptions,
): Map<string, string> {
  const { group } = around;
  const { owner } = options;
  const path = pathOf(part.node, options.prefix);
  const keys = new Map<string, string>();
  if (!around.leafTaken) {
    const marker = messageOf({ extra: { owner } });
    // The leaf is as deep as the parent's records: with their group it is one of them and disturbs none.
    keys.set(path, formatMessage(part.leaf ? { ...part.leaf, group: around.parentGroup } : marker));
  }
  let visible = false;
  for (const [id, message] of part.records) {
    keys.set(`${path}/${id}`, formatMessage({ ...message, group }));
    visible ||= message.host !== '';
  }
  if (around.hiddenLeaf !== undefined && part.records.size === 0) {
    keys.set(
      `${path}/${scaffoldId(owner, 'L')}`,
      formatMessage(leafCopy(around.hiddenLeaf, { node: part.node, group, owner })),
    );
    visible ||= around.hiddenLeaf.host !== '';
  }
  if (!visible && !isNameServerNode(part.node, options.zones)) {
    keys.set(`${path}/${scaffoldId(owner, 'S')}`, formatMessage(sentinel(part.node, group, owner)));
  }
  return keys;
}

/**
 * A name among name servers makes CoreDNS fail (plugin/backend_lookup.go, NS), so there can be no sentinel.
 * The marker alone keeps a zone without name servers from answering NXDOMAIN for itself.
 */
function isNameServerNode(node: Name, zones: readonly Name[]): boolean {
  return zones.some((zone) => node === nameServerNode(zone));
}

/**
 * Emits nothing for any type (an alias to itself is skipped, port -1 is no service), but is there: it sets
 * the group, so that what stands below the name does not answer for it.
 */
function sentinel(node: Name, group: string, owner: string): Message {
  return messageOf({ host: `${node}.`, ...notService, group, extra: { owner } });
}

/**
 * The same answers one level deeper. `targetstrip` is of the name that CoreDNS makes of the key where the host
 * is an address, so there the id goes, too; out of range it takes off nothing.
 */
function leafCopy(
  leaf: Message,
  { node, group, owner }: { node: Name; group: string; owner: string },
): Message {
  const { targetstrip } = leaf;
  const strips = targetstrip > 0 && targetstrip < labelsOf(node).length;
  const own = parseIp(leaf.host) === undefined ? targetstrip : 1 + (strips ? targetstrip : 0);
  return { ...leaf, targetstrip: own, group, extra: { owner } };
}
