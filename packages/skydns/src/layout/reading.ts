import { isWithin, type Name, parseName, type Result } from '@skywriter/core';
import type { Message } from '../message/message.ts';
import { decodeRecord } from './decode.ts';
import { ownerTag, parseId } from './id.ts';
import type { LayoutOptions } from './options.ts';
import { isEmpty, provenanceOf } from './provenance.ts';
import { zoneOfSatellite } from './scaffold.ts';

/**
 * What a key is to an output. `record`, `scaffold` (markers, sentinels and the like) and `unreadable` (ours
 * by owner or key, but no record of ours any more) are ours; `foreign` and `malformed` are untouchable.
 */
export interface Reading {
  readonly kind: 'record' | 'scaffold' | 'unreadable' | 'foreign' | 'malformed';
  /** How many labels of the key are an id; the rest is the name that the value belongs to. */
  readonly idLabels: number;
  /** For `foreign` and `malformed`: why, for people. */
  readonly reason: string;
}

/**
 * Finds out what a key is. `labels`: those below the prefix, leftmost first. A value belongs to the name
 * above its key where the last component is an id that no query reaches, or where `targetstrip` says so, as
 * in what ExternalDNS writes: `<name>/<8 hex digits>`.
 */
export function readKey(labels: readonly string[], parsed: Result<Message>, options: LayoutOptions): Reading {
  const [last = ''] = labels;
  const message = parsed.ok ? parsed.value : undefined;
  const owner = message === undefined ? '' : provenanceOf(message).owner;
  const strip = idLabels(labels, message);
  const holder = labels.slice(strip).join('.');
  const ours = owner === options.owner || (owner === '' && parseId(last)?.tag === ownerTag(options.owner));
  if (!ours) {
    return parsed.ok
      ? { kind: 'foreign', idLabels: strip, reason: foreignReason(parsed.value) }
      : { kind: 'malformed', idLabels: strip, reason: parsed.problem.message };
  }
  const name = parseName(holder);
  if (!name.ok || name.value !== holder) {
    return { kind: 'foreign', idLabels: strip, reason: 'not a name that Skywriter writes' };
  }
  if (!isWritable(name.value, options.zones))
    return { kind: 'foreign', idLabels: strip, reason: 'outside of the zones' };
  return { kind: ownKind(message, { last, holder, options }), idLabels: strip, reason: '' };
}

/** Whether the output may write at the name. */
export function isWritable(name: Name, zones: readonly Name[]): boolean {
  return zones.length === 0 || zones.some((zone) => isWithin(name, zone));
}

/** How many labels of a key are not of the name: queries are lower case, so what is not is no name. */
function idLabels(labels: readonly string[], message: Message | undefined): number {
  const [last = ''] = labels;
  const strip = /[A-Z#]/.test(last) ? 1 : Math.max(0, message?.targetstrip ?? 0);
  return strip < labels.length ? strip : 0;
}

function ownKind(
  message: Message | undefined,
  { last, holder, options }: { last: string; holder: string; options: LayoutOptions },
): Reading['kind'] {
  const kind = parseId(last)?.kind;
  if (kind === 'S' || kind === 'L' || zoneOfSatellite(holder, options.zones) !== undefined) return 'scaffold';
  if (message === undefined) return 'unreadable';
  // The alias at an exact key repeats the record below it.
  const exact = kind === undefined && (isEmpty(message) || provenanceOf(message).type === 'CNAME');
  if (exact) return 'scaffold';
  return decodeRecord(message, last, options.owner) === undefined ? 'unreadable' : 'record';
}

function foreignReason(message: Message): string {
  const { owner } = provenanceOf(message);
  const whose = owner === '' ? 'no owner' : `owner ${owner}`;
  const leaks = !isEmpty(message) && message.group === '';
  return leaks ? `${whose}, no group: it also answers for the names above it` : whose;
}
