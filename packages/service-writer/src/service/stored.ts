import { type Name, parseName, parseTarget, type RecordSet, recordTypes, type Target } from '@skywriter/core';

/** The annotation in which a Service says whose it is, and what it was made of. */
export const STORED = 'skywriter/record';

/** Record sets by name, in the order in which the names are written. */
export type Records = ReadonlyMap<Name, readonly RecordSet[]>;

/** What a Service tells of itself. ExternalDNS's annotations are made of it, and carry less. */
export interface Stored {
  readonly owner: string;
  readonly output: string;
  /** The name under which it was written: a copy with another name is nobody's. */
  readonly service: string;
  /** So that a change of them is a change of what is stored. */
  readonly prefixes: readonly string[];
  readonly records: Records;
}

/** The text of the annotation; equal for equal content. */
export function encodeStored({ owner, output, service, prefixes, records }: Stored): string {
  const names = [...records].map(([name, sets]) => [
    name,
    sets.map(({ type, ttl, targets }) => ({
      type,
      ttl,
      targets: Object.fromEntries(targets.map(({ value, origins }) => [value, origins])),
    })),
  ]);
  return JSON.stringify({ owner, output, service, prefixes, names: Object.fromEntries(names) });
}

/** Reads the annotation; undefined for what we have not written, since it may be anybody's text. */
export function decodeStored(text: string): Stored | undefined {
  const { owner, output, service, prefixes, names } = asFields(parse(text));
  if (typeof owner !== 'string' || typeof output !== 'string' || typeof service !== 'string')
    return undefined;
  if (!isTexts(prefixes)) return undefined;
  const records = new Map<Name, RecordSet[]>();
  for (const [key, value] of Object.entries(asFields(names))) {
    const name = parseName(key);
    if (!name.ok || name.value !== key || !Array.isArray(value)) return undefined;
    const sets = value.map((each) => decodeSet(name.value, asFields(each)));
    const known = sets.filter((set) => set !== undefined);
    if (known.length !== sets.length || known.length === 0) return undefined;
    records.set(name.value, known);
  }
  return { owner, output, service, prefixes, records };
}

function decodeSet(name: Name, { type, ttl, targets }: Fields): RecordSet | undefined {
  const known = recordTypes.find((each) => each === type);
  if (known === undefined || typeof ttl !== 'number' || !Number.isInteger(ttl) || ttl < 1) return undefined;
  const decoded: Target[] = [];
  for (const [value, origins] of Object.entries(asFields(targets))) {
    const target = parseTarget(known, value);
    if (!target.ok || target.value !== value || !isTexts(origins)) return undefined;
    decoded.push({ value, origins });
  }
  return decoded.length === 0 ? undefined : { name, type: known, ttl, targets: decoded };
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a mapping; none of anything else. */
export function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
