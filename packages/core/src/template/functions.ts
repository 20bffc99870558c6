import { quoted } from '../quoted.ts';
import { isIPv4, isIPv6 } from '../record/address.ts';
import type { Budget } from './budget.ts';
import { equalsAny, isLess } from './compare.ts';
import { display, print } from './display.ts';
import { failed } from './fault.ts';
import { indexOf, lengthOf, sliceOf } from './indexing.ts';
import { printf } from './printf.ts';
import { isTrue, ofBool, ofInt, ofJson, ofString, type Value } from './value.ts';

/** What a function takes: a Go string, a `map[string]string`, anything, or a value as it is. */
export type Parameter = 'string' | 'map' | 'any' | 'value';

export interface TemplateFunction {
  readonly parameters: readonly Parameter[];
  /** Of all further arguments; none are allowed without it. */
  readonly rest?: Parameter;
  readonly call: (values: readonly Value[], context: CallContext) => Value;
}

export interface CallContext {
  readonly budget: Budget;
  /** The source that the template is for. */
  readonly source: string;
}

const strings = (count: number, call: (...texts: readonly string[]) => Value): TemplateFunction => ({
  parameters: Array.from({ length: count }, () => 'string' as const),
  call: (values) => call(...values.map(textOf)),
});

const comparison = (call: (a: Value, b: Value) => boolean): TemplateFunction => ({
  parameters: ['value', 'value'],
  call: ([a, b]) => ofBool(a !== undefined && b !== undefined && call(a, b)),
});

const onFirst = (call: (first: Value, others: readonly Value[]) => Value): TemplateFunction => ({
  parameters: ['value'],
  rest: 'value',
  call: ([first, ...others]) => (first === undefined ? { kind: 'nothing' } : call(first, others)),
});

/** `and` and `or` are not functions: they leave what they need not know unread. */
export const logic: ReadonlySet<string> = new Set(['and', 'or']);

/** Go's own functions, then those of ExternalDNS. */
export const functions: ReadonlyMap<string, TemplateFunction> = new Map(
  Object.entries<TemplateFunction>({
    not: { parameters: ['value'], call: ([value]) => ofBool(value === undefined || !isTrue(value)) },
    eq: onFirst((first, others) => ofBool(equalsAny(first, others))),
    ne: comparison((a, b) => !equalsAny(a, [b])),
    lt: comparison(isLess),
    le: comparison((a, b) => isLess(a, b) || equalsAny(a, [b])),
    gt: comparison((a, b) => !isLess(a, b) && !equalsAny(a, [b])),
    ge: comparison((a, b) => !isLess(a, b)),
    index: onFirst(indexOf),
    slice: onFirst(sliceOf),
    len: { parameters: ['value'], call: ([value]) => ofInt(value === undefined ? 0 : lengthOf(value)) },
    print: { parameters: [], rest: 'any', call: (values) => ofString(print(values)) },
    println: {
      parameters: [],
      rest: 'any',
      call: (values) => ofString(`${values.map((value) => display(value)).join(' ')}\n`),
    },
    printf: {
      parameters: ['string'],
      rest: 'any',
      call: ([format, ...values], { budget }) => ofString(printf(textOf(format), values, budget)),
    },
    contains: strings(2, (text = '', part = '') => ofBool(text.includes(part))),
    trimPrefix: strings(2, (text = '', prefix = '') =>
      ofString(text.startsWith(prefix) ? text.slice(prefix.length) : text),
    ),
    trimSuffix: strings(2, (text = '', suffix = '') =>
      ofString(text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text),
    ),
    trim: strings(1, (text = '') => ofString(text.replace(SPACES_AROUND, ''))),
    toLower: strings(1, (text = '') => ofString(toLower(text))),
    replace: {
      parameters: ['string', 'string', 'string'],
      call: ([from, to, text], { budget }) =>
        ofString(replace(textOf(from), textOf(to), textOf(text), budget)),
    },
    isIPv4: strings(1, (text = '') => ofBool(isIPv4(text))),
    isIPv6: strings(1, (text = '') => ofBool(isIPv6(text.replace(/^([^%]+)%.+$/, '$1')))),
    isSource: {
      parameters: ['string'],
      call: ([wanted], { source }) => ofBool(sourceNamed(textOf(wanted)) === source),
    },
    hasKey: {
      parameters: ['map', 'string'],
      call: ([map, key]) => ofBool(map?.kind === 'map' && Object.hasOwn(map.entries, textOf(key))),
    },
    fromJson: strings(1, (text = '') => fromJson(text)),
  }),
);

/** White space of Unicode, which JavaScript's `trim` counts a little differently. */
const SPACE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const SPACES_AROUND = new RegExp(`^${SPACE}+|(?<!${SPACE})${SPACE}+$`, 'g');

function textOf(value: Value | undefined): string {
  return value?.kind === 'string' ? value.value : '';
}

/** Character by character, as Go does it, without what a language makes of several. */
function toLower(text: string): string {
  return [...text].map((char) => [...char.toLowerCase()][0] ?? char).join('');
}

function replace(from: string, to: string, text: string, budget: Budget): string {
  const parts = from === '' ? ['', ...text, ''] : text.split(from);
  // Before it is made: what doubles itself again and again is soon larger than the memory.
  budget.write(text.length + (parts.length - 1) * to.length);
  return parts.join(to);
}

function fromJson(text: string): Value {
  try {
    return ofJson(JSON.parse(text));
  } catch {
    return ofJson(null);
  }
}

const SOURCES: readonly string[] = [
  'node',
  'service',
  'ingress',
  'pod',
  'gateway-httproute',
  'gateway-grpcroute',
  'gateway-tlsroute',
  'gateway-tcproute',
  'gateway-udproute',
  'istio-gateway',
  'istio-virtualservice',
  'ambassador-host',
  'contour-httpproxy',
  'gloo-proxy',
  'traefik-proxy',
  'openshift-route',
  'fake',
  'empty',
  'connector',
  'crd',
  'skipper-routegroup',
  'kong-tcpingress',
  'f5-virtualserver',
  'f5-transportserver',
  'unstructured',
];

/** A source of ExternalDNS, in any case; a misspelt one would be no source for ever. */
function sourceNamed(text: string): string {
  const name = SOURCES.find((source) => source === text.toLowerCase());
  if (name === undefined) throw failed(`ExternalDNS has no source ${quoted(text)}`);
  return name;
}
