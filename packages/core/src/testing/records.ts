import { type Claim, formatOrigin } from '../claim/claim.ts';
import { type Name, parseName } from '../name/name.ts';
import type { ObjectRef } from '../object/object.ts';
import { unwrap } from '../problem.ts';
import { byValue, type RecordSet, type RecordType, recordTypes } from '../record/record-set.ts';
import { parseTarget } from '../record/target.ts';

/** A valid name from a literal. */
export function name(text: string): Name {
  return unwrap(parseName(text));
}

/** `ns/name` of an Ingress. */
export function ingressRef(text: string, createdAt?: number): ObjectRef {
  const [namespace = '', objectName = ''] = text.split('/');
  return { kind: 'Ingress', namespace, name: objectName, ...(createdAt === undefined ? {} : { createdAt }) };
}

/** Claims of one object from lines of RR text: `shop.example.com 60 A 192.0.2.1`, TTL `-` for none; no type: pending. */
export function claims(object: ObjectRef, ...lines: readonly string[]): Claim[] {
  return lines.map((line) => {
    const [owner = '', ttl, type, ...rest] = line.split(' ');
    const recordType = recordTypes.find((known) => known === type);
    return {
      name: name(owner),
      type: recordType,
      targets:
        recordType === undefined
          ? []
          : rest
              .join(' ')
              .split(',')
              .map((text) => unwrap(parseTarget(recordType, text))),
      ttl: ttl === undefined || ttl === '-' ? undefined : Number(ttl),
      origin: { object, rule: 'spec.rules[0].host' },
    };
  });
}

/** Record sets as RR text, one line a record, without origins. */
export function rrText(sets: Iterable<RecordSet>): string[] {
  return [...sets]
    .flatMap((set) => set.targets.map(({ value }) => `${set.name} ${set.ttl ?? '-'} ${set.type} ${value}`))
    .sort();
}

/** A record set of one type that the object asked for. */
export function recordSet(
  owner: string,
  ttl: number,
  type: RecordType,
  values: readonly string[],
  object = ingressRef('a/a'),
): RecordSet {
  const origins = [formatOrigin({ object, rule: 'spec.rules[0].host' })];
  return { name: name(owner), type, ttl, targets: values.map((value) => ({ value, origins })).sort(byValue) };
}
