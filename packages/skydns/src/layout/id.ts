import { hash } from 'node:crypto';
import { type RecordType, recordTypes } from '@skywriter/core';

/**
 * The last component of a key of ours. It begins with `#`, which sorts before every label and every id of
 * ExternalDNS: CoreDNS takes a name's group from its first key, which so is always ours. It holds an upper
 * case letter: names in queries are lower case, so none can reach it.
 */
export type Id = `#${string}`;

/** `A`…: a record. `S`: a sentinel. `L`: the copy of a foreign leaf that our keys would hide. */
export type IdKind = RecordType | 'S' | 'L';

const TAG_DIGITS = 6;
const HASH_DIGITS = 14;
const ID = new RegExp(`^#(${[...recordTypes, 'S', 'L'].join('|')})-([0-9a-f]{${TAG_DIGITS}})[0-9a-f]*$`);

/** The owner asked for last; it is asked for with every key, and hardly ever another one. */
let lastTag: { readonly owner: string; readonly tag: string } | undefined;

/** The part of every id that tells its owner, so that a key of ours is known even when its value was destroyed. */
export function ownerTag(owner: string): string {
  if (lastTag?.owner !== owner) lastTag = { owner, tag: digits(owner).slice(0, TAG_DIGITS) };
  return lastTag.tag;
}

/** The id of a record: a hash of owner, type and target, so the same record has the same key everywhere. */
export function recordId(owner: string, type: RecordType, target: string): Id {
  return `#${type}-${ownerTag(owner)}${digits(owner, type, target).slice(0, HASH_DIGITS)}`;
}

/** Eight digits as ExternalDNS draws them by lot: here those of a hash, other ones at each attempt. */
export function hexId(parts: readonly string[], attempt: number): string {
  return digits(...parts, ...(attempt === 0 ? [] : [String(attempt)])).slice(0, 8);
}

export function scaffoldId(owner: string, kind: 'S' | 'L'): Id {
  return `#${kind}-${ownerTag(owner)}`;
}

/** Takes an id apart; undefined for what Skywriter never writes. */
export function parseId(component: string): { readonly kind: IdKind; readonly tag: string } | undefined {
  const [, kind, tag] = ID.exec(component) ?? [];
  return isIdKind(kind) && tag !== undefined ? { kind, tag } : undefined;
}

export function isRecordType(text: string | undefined): text is RecordType {
  return recordTypes.some((type) => type === text);
}

function isIdKind(text: string | undefined): text is IdKind {
  return text === 'S' || text === 'L' || isRecordType(text);
}

function digits(...parts: readonly string[]): string {
  return hash('sha256', parts.join('\n'));
}
