import { fqdn, splitLabels } from '../key/presentation.ts';
import type { Resource } from './resource.ts';

/** How the question came. UDP answers are cut to what the client takes. */
export interface Transport {
  readonly protocol: 'udp' | 'tcp';
  /** The UDP payload size that the client offers (EDNS, RFC 6891), in octets; absent without EDNS. */
  readonly edns?: number;
}

export interface Sections {
  readonly answer: readonly Resource[];
  readonly authority: readonly Resource[];
  readonly additional: readonly Resource[];
}

const HEADER = 12;
const OPT = 11;
const MIN_UDP = 512;
const MAX_MESSAGE = 65_535;
/** A compression pointer has 14 bits (RFC 1035 §4.1.4). */
const POINTER_REACH = 1 << 14;
const POINTER = 2;

/** Names seen so far in a message; undefined when nothing is compressed. */
type Seen = Set<string> | undefined;

/**
 * Takes off the end what does not fit (miekg/dns `Msg.Truncate`): as many records as fit compressed, if the
 * whole does not fit uncompressed. `cut` tells whether any was taken off.
 */
export function truncate(
  question: string,
  sections: Sections,
  transport: Transport,
): Sections & { readonly cut: boolean } {
  const limit = limitOf(transport);
  if (messageLength(question, sections, transport) <= limit) return { ...sections, cut: false };
  const room = transport.edns === undefined ? limit : limit - OPT;
  const seen: Seen = new Set();
  const state = { length: HEADER, room, seen };
  state.length += questionLength(question, HEADER, seen);
  const answer = fitting(sections.answer, state);
  const authority = fitting(sections.authority, state);
  const additional = fitting(sections.additional, state);
  const cut =
    answer.length < sections.answer.length ||
    authority.length < sections.authority.length ||
    additional.length < sections.additional.length;
  return { answer, authority, additional, cut };
}

/** Octets of the uncompressed message, with the OPT record that answers EDNS. */
export function messageLength(question: string, sections: Sections, transport: Transport): number {
  let length = HEADER + questionLength(question, HEADER, undefined);
  for (const section of [sections.answer, sections.authority, sections.additional]) {
    for (const resource of section) length += resourceLength(resource, length, undefined);
  }
  return transport.edns === undefined ? length : length + OPT;
}

function limitOf({ protocol, edns = 0 }: Transport): number {
  return protocol === 'tcp' ? MAX_MESSAGE : Math.max(MIN_UDP, edns);
}

function fitting(
  resources: readonly Resource[],
  state: { length: number; readonly room: number; readonly seen: Seen },
): readonly Resource[] {
  if (state.length >= state.room) return [];
  for (const [index, resource] of resources.entries()) {
    state.length += resourceLength(resource, state.length, state.seen);
    if (state.length > state.room) {
      state.length = state.room;
      return resources.slice(0, index);
    }
    if (state.length === state.room) return resources.slice(0, index + 1);
  }
  return resources;
}

function questionLength(name: string, offset: number, seen: Seen): number {
  return nameLength(name, { offset, seen, compress: true }) + 4;
}

function resourceLength({ name, data }: Resource, offset: number, seen: Seen): number {
  let length = nameLength(name, { offset, seen, compress: true }) + 10;
  for (const part of data) {
    if ('name' in part) {
      length += nameLength(part.name, { offset: offset + length, seen, compress: part.compress });
    } else if ('string' in part) length += part.string.length + 1;
    else length += part.octets;
  }
  return length;
}

interface Place {
  readonly offset: number;
  readonly seen: Seen;
  readonly compress: boolean;
}

function nameLength(name: string, { offset, seen, compress }: Place): number {
  const full = fqdn(name);
  if (full === '.') return 1;
  if (seen !== undefined && (compress || offset < POINTER_REACH)) {
    const known = firstKnownSuffix(full, offset, seen);
    if (known !== undefined && compress) return octets(full.slice(0, known)) + POINTER;
  }
  return octets(full) + 1;
}

/** Where a suffix begins that was seen before; remembers those before it. */
function firstKnownSuffix(name: string, offset: number, seen: Set<string>): number | undefined {
  let at = 0;
  for (const label of splitLabels(name)) {
    const suffix = name.slice(at);
    if (seen.has(suffix)) return at;
    if (offset + Buffer.byteLength(name.slice(0, at)) < POINTER_REACH) seen.add(suffix);
    at += label.length + 1;
  }
  return undefined;
}

/** Octets of a name's labels, a length octet for each instead of its dot; escapes count as what they stand for. */
function octets(name: string): number {
  if (!name.includes('\\')) return Buffer.byteLength(name);
  return Buffer.byteLength(name.replace(/\\\d{3}/g, '0').replace(/\\(.)/gsu, '$1'));
}
