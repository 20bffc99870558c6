import { group } from '../answer/group.ts';
import { isSubdomain } from '../answer/names.ts';
import { parseIp } from '../message/host.ts';
import type { Message } from '../message/message.ts';
import {
  below,
  depth,
  type Entry,
  type Finding,
  isReverse,
  isReverseAddress,
  type Scope,
} from './finding.ts';

/** A name that has keys below its own. */
export interface NameAbove {
  readonly key: string;
  readonly name: string;
  /** It is a zone, whose own addresses are looked up elsewhere. */
  readonly isZone: boolean;
}

/** What is wrong with a name because of the keys below it. */
export function checkName(name: NameAbove, scope: Scope): Finding[] {
  const leaf = scope.entries.get(name.key);
  const subtree = below(name.key, scope);
  return [shadowedLeaf(name, leaf, subtree), missingLeaf(name, leaf, subtree), leak(name, subtree)].filter(
    (finding) => finding !== undefined,
  );
}

/** CoreDNS reads a name's own key only when nothing is below it, or when it is asked for CNAME or PTR. */
function shadowedLeaf(
  { key, name }: NameAbove,
  leaf: Entry | undefined,
  subtree: readonly Entry[],
): Finding | undefined {
  const { host = '', text = '' } = leaf?.message ?? {};
  if (host === '' && text === '') return undefined;
  // What is there for PTR alone needs no other answer; Skywriter says so with a field of its own.
  if (isReverse(name) || leaf?.message?.extra.type === 'PTR') return undefined;
  const copied = subtree.some(({ message }) => message?.host === host && message.text === text);
  if (copied) return undefined;
  return {
    code: 'SKY_LINT_LEAF',
    key,
    name,
    message: `The value is hidden by the keys below it, such as ${subtree[0]?.key}, except for CNAME and PTR.`,
    hint: 'Move it to a key of its own below the name, such as `…/R1`.',
  };
}

function missingLeaf(
  { key, name }: NameAbove,
  leaf: Entry | undefined,
  subtree: readonly Entry[],
): Finding | undefined {
  const own = subtree.find((entry) => depth(entry.key) === depth(key) + 1 && isVisible(entry.message, 'TXT'));
  if (leaf !== undefined || own === undefined) return undefined;
  if (isReverse(name) && !isReverseAddress(name)) return undefined;
  if (isReverse(name)) {
    return {
      code: 'SKY_LINT_PTR',
      key,
      name,
      message: `CoreDNS looks for PTR at the key of the name alone, not at ${own.key}, so the name does not exist.`,
      hint: 'Write the value at the key of the name itself.',
    };
  }
  return {
    code: 'SKY_LINT_EXACT',
    key,
    name,
    message:
      'Nothing is at the key of the name, so CNAME questions get NXDOMAIN, which resolvers take for the whole name.',
    hint: 'Write `{}` at the key of the name.',
  };
}

const types = ['A', 'TXT', 'SRV', 'MX'] as const;
type Type = (typeof types)[number];

/** What belongs to names further down answers for this name, too, unless groups keep it apart. */
function leak({ key, name, isZone }: NameAbove, subtree: readonly Entry[]): Finding | undefined {
  if (isReverse(name)) return undefined;
  const shown: string[] = [];
  let example: string | undefined;
  for (const type of types) {
    // A zone's addresses are kept elsewhere, or their absence is a finding of its own.
    if (isZone && type === 'A') continue;
    const leaked = leaking(subtree, type, { key, name });
    example ??= leaked;
    if (leaked !== undefined) shown.push(type === 'A' ? 'A, AAAA' : type);
  }
  if (example === undefined) return undefined;
  return {
    code: 'SKY_LINT_GROUP',
    key,
    name,
    message: `Questions of type ${shown.join(', ')} are answered with what belongs to names below, such as ${example}.`,
    hint: 'Give every value a `group` that is unique to its name, and a name without values a sentinel.',
  };
}

function leaking(
  subtree: readonly Entry[],
  type: Type,
  { key, name }: Pick<NameAbove, 'key' | 'name'>,
): string | undefined {
  const visible = subtree.flatMap(({ key: own, message }) =>
    message !== undefined && isVisible(message, type) ? [{ key: own, group: message.group, message }] : [],
  );
  const isLeaked = (found: (typeof visible)[number]) =>
    depth(found.key) > depth(key) + 1 && answers(found.message, type, name);
  return group(visible).find(isLeaked)?.key;
}

function isVisible(message: Message | undefined, type: Type): boolean {
  return message !== undefined && (message.host !== '' || (type === 'TXT' && message.text !== ''));
}

/** Whether a record of a name shows up in the answer. */
function answers(message: Message, type: Type, name: string): boolean {
  const { host, text, port, mail } = message;
  const isAddress = parseIp(host) !== undefined;
  const isAlias = !isAddress && text === '' && !isSubdomain(name, host);
  const pointsSomewhere = isAddress || text === '';
  switch (type) {
    case 'A':
      return isAddress || isAlias;
    case 'TXT':
      return (!isAddress && text !== '') || isAlias;
    case 'SRV':
      return port !== -1 && pointsSomewhere;
    case 'MX':
      return mail && pointsSomewhere;
  }
}
