import type { KubernetesObject } from '../object/object.ts';
import type { Problem } from '../problem.ts';
import { quoted } from '../quoted.ts';
import type { Placed, Report } from './report.ts';
import { groupTargets, readAll, readTarget, type Targets } from './targets.ts';
import { parseTtl } from './ttl.ts';

/** The annotations that the sources know, without prefix. */
export type AnnotationKey =
  | 'hostname'
  | 'internal-hostname'
  | 'target'
  | 'ttl'
  | 'controller'
  | 'access'
  | 'endpoints-type'
  | 'ingress-hostname-source'
  | 'record-type'
  | 'alias'
  | 'set-identifier';

/**
 * ExternalDNS's prefix since v0.22, then the one before. ExternalDNS reads only one of them
 * (`--annotation-prefix`), and the change of its default took records away from people.
 */
export const defaultAnnotationPrefixes: readonly string[] = [
  'external-dns.kubernetes.io/',
  'external-dns.alpha.kubernetes.io/',
];

/** What `controller` must say, where it is there, for the object to be ours. */
const CONTROLLER = 'dns-controller';

const anyCase: ReadonlySet<AnnotationKey> = new Set(['ingress-hostname-source']);

/** Reads the annotations of one object. Each method reports what is wrong, so call each once. */
export interface Annotations {
  /** The entries of a comma list. */
  list(key: AnnotationKey): Placed[];
  /** One of some values, in any case where ExternalDNS ignores it; anything else is reported and counts as absent. */
  oneOf<V extends string>(key: AnnotationKey, values: readonly V[]): V | undefined;
  ttl(): number | undefined;
  /** Undefined when the object has no `target`; empty when none of its entries can be one. */
  targets(): Targets | undefined;
  /** Whether PTR records are asked for (`record-type: ptr`) or not (any other value, the empty one too). */
  reverse(): boolean | undefined;
  /** Reports what the object asks for by annotations that no output can honour. */
  unsupported(): void;
}

/**
 * The annotations of an object under several prefixes at once: the first prefix that has a key wins, and
 * another value under a later one is reported. A blank value is none.
 */
export function annotationsOf(
  object: KubernetesObject,
  prefixes: readonly string[],
  report: Report,
): Annotations {
  const read = (key: AnnotationKey): string | undefined => {
    const [first, ...others] = valuesOf(object, prefixes, key);
    const other = others.find(({ value }) => value !== first?.value);
    if (first !== undefined && other !== undefined) report(ruleOf(key), disagreement(first, other));
    return first?.value;
  };
  const list = (key: AnnotationKey): Placed[] => splitList(read(key) ?? '', ruleOf(key), report);
  return {
    list,
    oneOf(key, values) {
      const text = read(key);
      if (text === undefined) return undefined;
      const plain = (word: string): string => (anyCase.has(key) ? word.toLowerCase() : word);
      const value = values.find((candidate) => plain(candidate) === plain(text));
      if (value === undefined) report(ruleOf(key), unknownValue(key, text, values));
      return value;
    },
    ttl() {
      const text = read('ttl');
      if (text === undefined) return undefined;
      const ttl = parseTtl(text);
      if (ttl.ok) return ttl.value;
      report(ruleOf('ttl'), ttl.problem);
      return undefined;
    },
    targets() {
      if (firstAnnotation(object, prefixes, 'target') === undefined) return undefined;
      return groupTargets(readAll(list('target'), readTarget, report));
    },
    reverse() {
      const text = rawAnnotation(object, prefixes, 'record-type')?.trim();
      if (text === undefined) return undefined;
      const wanted = text.toLowerCase() === 'ptr';
      if (!wanted && text !== '') report(ruleOf('record-type'), unknownValue('record-type', text, ['ptr']));
      return wanted;
    },
    unsupported() {
      if (read('set-identifier') !== undefined) report(ruleOf('set-identifier'), UNSUPPORTED_SET_IDENTIFIER);
      if (read('alias') === 'true') report(ruleOf('alias'), UNSUPPORTED_ALIAS);
      for (const key of providerKeys(object, prefixes)) {
        report(`annotation ${key}`, key === GROUP ? UNSUPPORTED_GROUP : unsupportedProperty(key));
      }
    },
  };
}

/** The value of an annotation as the first prefix has it, with nothing reported. */
export function firstAnnotation(
  object: KubernetesObject,
  prefixes: readonly string[],
  key: AnnotationKey,
): string | undefined {
  return valuesOf(object, prefixes, key)[0]?.value;
}

/** Whether the object is left to another controller: here an empty value is one, as in ExternalDNS. */
export function isForAnother(object: KubernetesObject, prefixes: readonly string[]): boolean {
  return (rawAnnotation(object, prefixes, 'controller') ?? CONTROLLER) !== CONTROLLER;
}

/** As {@link firstAnnotation}, where a blank value means something. */
function rawAnnotation(
  { metadata }: KubernetesObject,
  prefixes: readonly string[],
  key: AnnotationKey,
): string | undefined {
  const given = prefixes.map((prefix) => metadata.annotations[`${prefix}${key}`]);
  return given.find((value) => value !== undefined);
}

/**
 * Properties for providers that our outputs could be meant by. Those for others (`aws-`, `cloudflare-`, …)
 * are for another ExternalDNS that reads the same object, which is usual.
 */
function providerKeys({ metadata }: KubernetesObject, prefixes: readonly string[]): string[] {
  const keys = Object.keys(metadata.annotations).flatMap((annotation) => {
    const prefix = prefixes.find((candidate) => annotation.startsWith(candidate));
    return prefix === undefined ? [] : [annotation.slice(prefix.length)];
  });
  return [...new Set(keys.filter((key) => /^(?:coredns|webhook)-/.test(key)))].sort();
}

interface Annotated {
  readonly annotation: string;
  readonly value: string;
}

function valuesOf(object: KubernetesObject, prefixes: readonly string[], key: AnnotationKey): Annotated[] {
  const { annotations } = object.metadata;
  return prefixes.flatMap((prefix) => {
    const annotation = `${prefix}${key}`;
    const value = annotations[annotation]?.trim();
    return value === undefined || value === '' ? [] : [{ annotation, value }];
  });
}

function ruleOf(key: AnnotationKey): string {
  return `annotation ${key}`;
}

/** Spaces are removed wherever they are, as in ExternalDNS; other white space only around an entry. */
function splitList(text: string, rule: string, report: Report): Placed[] {
  if (text === '') return [];
  const entries = text.replaceAll(' ', '').split(',');
  const placed = entries.map((entry) => ({ text: entry.trim(), rule })).filter((entry) => entry.text !== '');
  if (placed.length < entries.length) report(rule, emptyEntries(entries.length - placed.length, rule));
  return placed;
}

function emptyEntries(count: number, rule: string): Problem {
  return {
    code: 'SKY_LIST_EMPTY_ENTRY',
    message: `The list in ${rule} has ${count} empty ${count === 1 ? 'entry' : 'entries'}.`,
    hint: 'Remove the commas with nothing before or after them; the other entries count.',
  };
}

function disagreement(first: Annotated, other: Annotated): Problem {
  return {
    code: 'SKY_ANNOTATION_DISAGREES',
    message: `${first.annotation} is ${quoted(first.value)}, but ${other.annotation} is ${quoted(other.value)}; the first counts.`,
    hint: 'Give both the same value, or remove one of them.',
  };
}

function unknownValue(key: AnnotationKey, text: string, values: readonly string[]): Problem {
  return {
    code: 'SKY_ANNOTATION_VALUE',
    message: `The annotation ${key} has the unknown value ${quoted(text)}.`,
    hint: `Write ${values.join(' or ')}, or remove it; until then it counts as absent.`,
  };
}

const UNSUPPORTED_SET_IDENTIFIER: Problem = {
  code: 'SKY_ANNOTATION_UNSUPPORTED',
  message: 'The annotation set-identifier has no effect: no output has routing policies.',
  hint: 'Remove it; the records are published as without it.',
};

const UNSUPPORTED_ALIAS: Problem = {
  code: 'SKY_ANNOTATION_UNSUPPORTED',
  message: 'The annotation alias has no effect: no output has ALIAS records.',
  hint: 'Remove it; the records are published as without it.',
};

const GROUP = 'coredns-group';

const UNSUPPORTED_GROUP: Problem = {
  code: 'SKY_ANNOTATION_UNSUPPORTED',
  message: `The annotation ${GROUP} has no effect: every name is a group of its own already.`,
  hint: 'Remove it; names do not answer for the names below them.',
};

function unsupportedProperty(key: string): Problem {
  return {
    code: 'SKY_ANNOTATION_UNSUPPORTED',
    message: `The annotation ${quoted(key)} has no effect: no output knows this property.`,
    hint: 'Remove it; the records are published as without it.',
  };
}
