import { parseTarget, type RecordType, type Result } from '@skywriter/core';
import { isReverse } from '../key/reverse.ts';
import { hostType } from '../message/host.ts';
import type { Message } from '../message/message.ts';
import { hexId, isRecordType, parseId, recordId } from './id.ts';
import { provenanceOf } from './provenance.ts';
import { unescapeText } from './text.ts';

/** One record as it stands in a value of ours. */
export interface DecodedRecord {
  readonly type: RecordType;
  /** Canonical, as `Target.value`. */
  readonly value: string;
  /** Seconds; what CoreDNS answers where the message does not say. */
  readonly ttl: number;
  readonly origins: readonly string[];
}

/** What CoreDNS answers for a message without a TTL (plugin/etcd/etcd.go). */
const COREDNS_TTL = 300;

/**
 * Reads a record out of a message of ours. `id` is the last component of its key; for values of ours that
 * ExternalDNS wrote before, the type follows from the message, as CoreDNS would see it, and from whether the
 * `name` is one of an address. Undefined when the message holds no record that we could have published.
 */
export function decodeRecord(
  message: Message,
  id: string,
  owner: string,
  name = '',
): DecodedRecord | undefined {
  const kind = parseId(id)?.kind;
  const { type: hint, origins = [] } = provenanceOf(message);
  const type = isRecordType(kind) ? kind : (hint ?? guessType(message, name));
  const value = type === undefined ? undefined : targetOf(type, message, id, owner);
  if (type === undefined || value === undefined) return undefined;
  return { type, value, ttl: message.ttl || COREDNS_TTL, origins };
}

function guessType({ host, text, mail, port }: Message, name: string): RecordType | undefined {
  if (host === '') return text === '' ? undefined : 'TXT';
  if (mail) return 'MX';
  const type = hostType(host, text);
  if (type !== 'CNAME') return type;
  if (port > 0) return 'SRV';
  return isReverse(name) ? 'PTR' : 'CNAME';
}

function targetOf(type: RecordType, message: Message, id: string, owner: string): string | undefined {
  const { host, text, port, priority, weight } = message;
  switch (type) {
    case 'TXT':
      return unescapeText(text) || undefined;
    case 'MX':
      return canonical(parseTarget('MX', `${priority % 65_536} ${host}`));
    case 'SRV': {
      const [least, stored] = [0, weight].map((number) =>
        canonical(parseTarget('SRV', `${priority % 65_536} ${number} ${port} ${host}`)),
      );
      // Weight 0 is stored as 1 beside others; the id tells which of them was meant.
      return weight === 1 && least !== undefined && isIdOf(id, owner, least) ? least : stored;
    }
    default:
      return canonical(parseTarget(type, host));
  }
}

function isIdOf(id: string, owner: string, target: string): boolean {
  return id === recordId(owner, 'SRV', target) || id === hexId([owner, 'SRV', target], 0);
}

function canonical(result: Result<string>): string | undefined {
  return result.ok ? result.value : undefined;
}
