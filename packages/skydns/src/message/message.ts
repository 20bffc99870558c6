import { failure, type Result, success } from '@skywriter/core';
import { type Member, membersOf } from './json.ts';
import { decodeUtf8, wellFormed } from './utf8.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * The value at a key (CoreDNS's `msg.Service`): what is asked for the name above the key. An absent field
 * has its zero value, for which CoreDNS puts its default.
 */
export interface Message {
  /** An IP address or a name; empty: nothing but perhaps a text. */
  readonly host: string;
  /** -1 hides the message from SRV. */
  readonly port: number;
  /** SRV priority and MX preference; 0 stands for 10. */
  readonly priority: number;
  /** SRV weight; 0 stands for 100. */
  readonly weight: number;
  readonly text: string;
  /** Whether the host is a mail exchange, too. */
  readonly mail: boolean;
  /** Seconds; 0 stands for 300. */
  readonly ttl: number;
  /** How many labels to take off the target's left. */
  readonly targetstrip: number;
  readonly group: string;
  /** Fields that CoreDNS ignores, such as `owner`. */
  readonly extra: Readonly<Record<string, Json>>;
}

const ZERO: Message = {
  host: '',
  port: 0,
  priority: 0,
  weight: 0,
  text: '',
  mail: false,
  ttl: 0,
  targetstrip: 0,
  group: '',
  extra: {},
};

/** A message with some fields set, the others zero. */
export function messageOf(fields: Partial<Message>): Message {
  return { ...ZERO, ...fields };
}

/** The largest value read, in octets; etcd takes 1.5 MiB (`--max-request-bytes`) unless told otherwise. */
const MAX_OCTETS = 8 * 1024 * 1024;
/** Deeper extra fields are dropped: what is written again must not exhaust the stack. */
const MAX_EXTRA_DEPTH = 64;
const MAX_UINT32 = 2 ** 32 - 1;

const HINT = 'Correct or delete the value: CoreDNS answers SERVFAIL for every name that it is below.';

type Field = keyof Omit<Message, 'extra'>;
type Fields = { -readonly [F in Field]: Message[F] };

/**
 * Reads a value as Go's encoding/json reads it into CoreDNS's struct: field names in any case, of repeated
 * fields the last counts, null leaves a field as it is, unknown fields are kept. Problems:
 * `SKY_MESSAGE_JSON` (not JSON), `SKY_MESSAGE_OBJECT` (no object), `SKY_MESSAGE_FIELD` (a field of the
 * wrong type or range), `SKY_MESSAGE_SIZE`.
 */
export function parseMessage(value: string | Uint8Array): Result<Message> {
  if (value.length > MAX_OCTETS) {
    return failure('SKY_MESSAGE_SIZE', `The value has ${value.length} octets.`, 'Store records, not files.');
  }
  const json = typeof value === 'string' ? wellFormed(value) : decodeUtf8(value);
  let members: Member[] | undefined;
  try {
    members = membersOf(json);
  } catch {
    return failure('SKY_MESSAGE_JSON', `The value ${excerpt(json)} is not JSON.`, HINT);
  }
  if (members === undefined) {
    // Go leaves the struct as it is.
    if (json.trim() === 'null') return success(ZERO);
    return failure('SKY_MESSAGE_OBJECT', `The value ${excerpt(json)} is not a JSON object.`, HINT);
  }
  return fromMembers(members);
}

/**
 * The bytes of a message, always the same for the same content: known fields in CoreDNS's order, zero ones
 * left out, then the others by name.
 */
export function formatMessage(message: Message): string {
  const members: string[] = [];
  for (const name of fieldNames) {
    if (message[name] !== ZERO[name]) members.push(`"${name}":${JSON.stringify(message[name])}`);
  }
  for (const name of Object.keys(message.extra).sort()) {
    members.push(`${JSON.stringify(name)}:${JSON.stringify(message.extra[name])}`);
  }
  return `{${members.join(',')}}`;
}

interface Reader<T> {
  readonly expected: string;
  /** The value that the JSON text is, undefined when it does not fit. */
  read(json: string): T | undefined;
}

const string: Reader<string> = {
  expected: 'a string',
  read: (json) => (json.startsWith('"') ? wellFormed(String(JSON.parse(json))) : undefined),
};
const integer: Reader<number> = {
  expected: 'an integer',
  // 60.0 and 6e1 are no integers to Go.
  read: (json) => (/^-?\d+$/.test(json) ? readInteger(json) : undefined),
};
const uint32: Reader<number> = {
  expected: `an integer of 0 to ${MAX_UINT32}`,
  // Go's ParseUint takes no sign, not even that of -0.
  read: (json) => (/^\d+$/.test(json) && Number(json) <= MAX_UINT32 ? Number(json) : undefined),
};
const boolean: Reader<boolean> = {
  expected: 'true or false',
  read: (json) => (json === 'true' || json === 'false' ? json === 'true' : undefined),
};

/** In the order of CoreDNS's struct, which is the order they are written in. */
const READERS: { readonly [F in Field]: Reader<Message[F]> } = {
  host: string,
  port: integer,
  priority: integer,
  weight: integer,
  text: string,
  mail: boolean,
  ttl: uint32,
  targetstrip: integer,
  group: string,
};
const fieldNames = Object.keys(READERS).filter(isField);

function fromMembers(members: readonly Member[]): Result<Message> {
  const fields: Fields = { ...ZERO };
  const extra = new Map<string, Json>();
  for (const { name, value, depth } of members) {
    const field = fieldOf(name);
    if (field === undefined) {
      if (depth <= MAX_EXTRA_DEPTH) extra.set(wellFormed(name), JSON.parse(value, writable));
    } else if (value !== 'null' && !assign(fields, field, value)) {
      const what = `The field ${field} is ${excerpt(value)}, not ${READERS[field].expected}.`;
      return failure('SKY_MESSAGE_FIELD', what, HINT);
    }
  }
  return success({ ...fields, extra: Object.fromEntries(extra) });
}

/** What JSON.stringify would write otherwise: it knows neither -0 nor what was too large to read. */
function writable(_: string, value: Json): Json {
  if (typeof value !== 'number') return value;
  return Number.isFinite(value) ? value + 0 : null;
}

function assign<F extends Field>(fields: Fields, field: F, json: string): boolean {
  const value = READERS[field].read(json);
  if (value === undefined) return false;
  fields[field] = value;
  return true;
}

/** Go compares names by simple case folding: `ſ` is an `s`. */
function fieldOf(name: string): Field | undefined {
  if (isField(name)) return name;
  const folded = name.replaceAll('ſ', 's').toLowerCase();
  return isField(folded) ? folded : undefined;
}

function isField(name: string): name is Field {
  return Object.hasOwn(READERS, name);
}

function readInteger(digits: string): number | undefined {
  const value = Number(digits);
  // Not -0, which would be written as 0 and compare as another value.
  if (Number.isSafeInteger(value)) return value + 0;
  if (digits.length > 20) return undefined;
  const exact = BigInt(digits);
  if (exact !== BigInt.asIntN(64, exact)) return undefined;
  // A DNS message carries the low 16 bits only; the special values 0 and -1 must not come out by that.
  return Number(BigInt.asUintN(48, exact)) || 2 ** 48;
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}
