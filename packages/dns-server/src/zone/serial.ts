import { hash } from 'node:crypto';
import type { RecordSet } from '@skywriter/core';

/**
 * Chooses the SOA serial of a content (an unsigned 32-bit digest, the same for the same records), given
 * the serial before the change; undefined for the first. Called once for each change.
 */
export type SerialPolicy = (content: number, previous: number | undefined) => number;

/**
 * The content's digest itself: replicas with the same records show the same serial, whatever they saw
 * before, so equal serials are the proof of equal zones. It does not grow; nothing that only resolves asks
 * it to.
 */
export const contentSerial: SerialPolicy = (content) => (content === 0 ? 1 : content);

/** One more with each change (RFC 1982), for secondaries, which fetch only what has grown. */
export function countedSerial(first: number): SerialPolicy {
  return (_content, previous) => {
    const next = previous === undefined ? first >>> 0 : (previous + 1) >>> 0;
    return next === 0 ? 1 : next;
  };
}

/**
 * A digest of record sets that can be added to and taken from a sum, so that a zone's is kept in step with
 * one name at a time and the order of changes leaves no trace. 0 for none.
 */
export function contentOf(recordSets: readonly RecordSet[]): number {
  let sum = 0;
  for (const { name, type, ttl, targets } of recordSets) {
    sum += digest(JSON.stringify([name, type, ttl, targets.map(({ value }) => value)]));
  }
  return sum >>> 0;
}

/** 32 bits of a hash that mixes well: sums of weaker ones cancel out when two names swap addresses. */
export function digest(text: string): number {
  return hash('sha256', text, 'buffer').readUInt32BE(0);
}
