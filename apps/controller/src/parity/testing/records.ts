import { type Name, parseName } from '@skywriter/core';
import { decodeRecord, labelsOfKey, Mirror, parseMessage, parsePrefix } from '@skywriter/skydns';
import type { KeyValue } from '@skywriter/testbed';

/** One record as it stands in etcd. */
export interface Row {
  readonly name: string;
  /**
   * A record type; `unreadable` for a value of which CoreDNS makes no record, `CNAME with text` for an alias that it
   * does not follow because a text is beside it in the same value.
   */
  readonly type: string;
  readonly value: string;
  /** Seconds that CoreDNS answers. */
  readonly ttl: number;
}

/** Below which prefix, and for Skywriter in which zones: CoreDNS reads a zone's own addresses elsewhere. */
export interface Where {
  readonly prefix: string;
  readonly zones?: readonly string[];
  readonly owner?: string;
}

export const OWNER = 'default';

/** What Skywriter left: its own view of what is there, as `plan` has it. */
export function recordsOfSkywriter(keys: readonly KeyValue[], where: Where): Row[] {
  const prefix = parsePrefix(where.prefix);
  const zones = (where.zones ?? []).flatMap((zone) => canonicalName(zone) ?? []);
  const mirror = new Mirror({ prefix, owner: where.owner ?? OWNER, zones, defaultTtl: 300 });
  mirror.apply(keys.map(({ key, value, modRevision }) => ({ key, value, modRevision: `${modRevision}` })));
  return [...mirror.ownedNames()].flatMap((name) =>
    mirror
      .observed(name)
      .recordSets.flatMap(({ type, ttl = 0, targets }) =>
        targets.map(({ value }) => ({ name, type, value, ttl })),
      ),
  );
}

/** What ExternalDNS left: a value for each target, below the name's key. */
export function recordsOfExternalDns(keys: readonly KeyValue[], where: Where): Row[] {
  const prefix = parsePrefix(where.prefix);
  return keys.flatMap(({ key, value }): Row[] => {
    const labels = labelsOfKey(key, prefix);
    const parsed = parseMessage(value);
    if (labels === undefined || !parsed.ok) return [{ name: key, type: 'unreadable', value, ttl: 0 }];
    const message = parsed.value;
    // No source here makes TXT records: what has only a text is of its TXT registry.
    if (message.host === '') return [];
    const name = labels.slice(message.targetstrip).join('.');
    const ttl = message.ttl || 300;
    const record = decodeRecord(message, '', OWNER);
    // It has no other way to tell what a record is than the name, and the key that is the name's own.
    if (message.targetstrip === 0 && /\.(?:in-addr|ip6)\.arpa$/.test(name)) {
      return [{ name, type: 'PTR', value: canonicalName(message.host) ?? message.host, ttl }];
    }
    if (record !== undefined && record.type !== 'TXT') {
      return [{ name, type: record.type, value: record.value, ttl }];
    }
    const alias = canonicalName(message.host);
    return message.text !== '' && alias !== undefined
      ? [{ name, type: 'CNAME with text', value: alias, ttl }]
      : [{ name, type: 'unreadable', value: message.host, ttl }];
  });
}

/** The form in which Skywriter writes a name; undefined for what is none. */
export function canonicalName(text: string): Name | undefined {
  const name = parseName(text);
  return name.ok ? name.value : undefined;
}
