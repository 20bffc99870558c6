import { isWithin, type Name, parseName, type Result } from '@skywriter/core';
import type { Message } from '../message/message.ts';
import type { RegistryType } from '../registry/affix.ts';
import type { Claim, Judgement } from '../registry/claims.ts';
import { registryTypes, withoutHeritage } from '../registry/reading.ts';
import { decodeRecord } from './decode.ts';
import { ownerTag, parseId } from './id.ts';
import { isOwn, type LayoutOptions } from './options.ts';
import { isEmpty, provenanceOf } from './provenance.ts';
import { zoneOfSatellite } from './scaffold.ts';

/**
 * What a key is to an output. `record`, `scaffold` (markers, sentinels and the like), `entry` (of ExternalDNS's
 * TXT registry) and `unreadable` (ours by owner or key, but no record of ours any more) are ours; `foreign` and
 * `malformed` are untouchable.
 */
export interface Reading {
  readonly kind: 'record' | 'scaffold' | 'entry' | 'unreadable' | 'foreign' | 'malformed';
  /** Who else it belongs to; empty: nobody, or nobody knows. */
  readonly owner: string;
  /** For `foreign` and `malformed`: why, for people. */
  readonly reason: string;
}

/** What a key holds, and where. */
export interface KeyContent {
  /** Of the key below the prefix, leftmost first. */
  readonly labels: readonly string[];
  /** How many of them are an id; the rest is the name that the value belongs to. */
  readonly idLabels: number;
  readonly parsed: Result<Message>;
  readonly claim: Claim | undefined;
}

/**
 * Finds out what a key is. A value belongs to the name above its key where the last component is an id that
 * no query reaches, or where `targetstrip` says so, as in what ExternalDNS writes: `<name>/<8 hex digits>`.
 * `judgement`: what the registry says of the record, asked for where its own value does not say.
 */
export function readKey(
  content: KeyContent,
  options: LayoutOptions,
  judgement: (types: readonly RegistryType[]) => Judgement,
): Reading {
  const { labels, idLabels: strip, parsed, claim } = content;
  const [last = ''] = labels;
  const holder = labels.slice(strip).join('.');
  const message = parsed.ok ? parsed.value : undefined;
  if (claim !== undefined && message?.host === '') return readEntry(claim, holder, options);
  const stated = message === undefined ? '' : provenanceOf(message).owner;
  let ours = stated === '' ? parseId(last)?.tag === ownerTag(options.owner) : isOwn(stated, options);
  let owner = stated;
  if (message !== undefined && isClaimable(content, message, options)) {
    const judged = judgement(registryTypes(holder, message));
    ours = judged.ours;
    owner = judged.ours ? '' : judged.owner;
  }
  if (!ours)
    return {
      kind: message === undefined ? 'malformed' : 'foreign',
      owner,
      reason: strangeness(parsed, owner),
    };
  const foreign = (reason: string): Reading => ({ kind: 'foreign', owner, reason });
  const name = parseName(holder);
  if (!name.ok || name.value !== holder) return foreign('not a name that Skywriter writes');
  if (!isWritable(name.value, options.zones)) return foreign('outside of the zones');
  return { kind: ownKind(message, { last, strip, holder, options }), owner, reason: '' };
}

/** Whether the registry decides to whom it belongs: it has no owner of its own, and is a record of another program. */
export function isClaimable(
  { labels, claim }: KeyContent,
  message: Message,
  options: LayoutOptions,
): boolean {
  if (options.registry === undefined || provenanceOf(message).owner !== '') return false;
  const record = message.host !== '' || (message.text !== '' && claim === undefined);
  return record && parseId(labels[0] ?? '') === undefined;
}

/** An entry of the registry goes with the name that it speaks for. */
function readEntry({ name, owner, ours }: Claim, at: string, { zones }: LayoutOptions): Reading {
  const foreign = (reason: string): Reading => ({ kind: 'foreign', owner, reason });
  if (!ours) return foreign(`TXT registry entry of owner ${owner} for ${name}`);
  const writable = [name, at].every((each) => {
    const parsed = parseName(each);
    return parsed.ok && parsed.value === each && isWritable(parsed.value, zones);
  });
  return writable ? { kind: 'entry', owner, reason: '' } : foreign('outside of the zones');
}

/** Whether the output may write at the name. */
export function isWritable(name: Name, zones: readonly Name[]): boolean {
  return zones.length === 0 || zones.some((zone) => isWithin(name, zone));
}

/** How many labels of a key are not of the name: queries are lower case, so what is not is no name. */
export function idLabels(labels: readonly string[], message: Message | undefined): number {
  const [last = ''] = labels;
  const strip = /[A-Z#]/.test(last) ? 1 : Math.max(0, message?.targetstrip ?? 0);
  return strip < labels.length ? strip : 0;
}

function ownKind(
  message: Message | undefined,
  { last, strip, holder, options }: { last: string; strip: number; holder: string; options: LayoutOptions },
): Reading['kind'] {
  const kind = parseId(last)?.kind;
  if (kind === 'S' || kind === 'L' || zoneOfSatellite(holder, options.zones) !== undefined) return 'scaffold';
  if (message === undefined) return 'unreadable';
  // The alias at an exact key repeats the record below it.
  const copy = strip === 0 && provenanceOf(message).type === 'CNAME';
  if (kind === undefined && (copy || isEmpty(message))) return 'scaffold';
  const record = decodeRecord(withoutHeritage(message, options), last, options.owner, holder);
  return record === undefined ? 'unreadable' : 'record';
}

function strangeness(parsed: Result<Message>, owner: string): string {
  if (!parsed.ok) return parsed.problem.message;
  const whose = owner === '' ? 'no owner' : `owner ${owner}`;
  const leaks = !isEmpty(parsed.value) && parsed.value.group === '';
  return leaks ? `${whose}, no group: it also answers for the names above it` : whose;
}
