import { failure, type Problem, type Result } from '@skywriter/core';
import { keyLabels, keyOf, type Prefix } from '../key/key.ts';
import { type Message, parseMessage } from '../message/message.ts';
import type { Budget } from './budget.ts';
import { group } from './group.ts';
import type { KeySource, KeyValue } from './key-source.ts';
import { type LeaseBounds, ttlOf } from './ttl.ts';

/** A message with CoreDNS's defaults in place, and where it was found. */
export interface Service extends Message {
  readonly key: string;
}

/** Why there are no records: the name does not exist, or it cannot be said (SERVFAIL). */
export type Failed = { readonly failed: 'name' } | { readonly failed: 'server'; readonly problem: Problem };

export function isFailed<T extends object>(outcome: T | Failed): outcome is Failed {
  return 'failed' in outcome;
}

/** What is asked of the backend: CoreDNS's `Services`. */
export interface ServiceQuery {
  /** In presentation form, any case. */
  readonly name: string;
  readonly type: string;
  /** Only the name's own key, not what is below it. */
  readonly exact: boolean;
}

/** The records of a name, grouped. */
export type Services = (query: ServiceQuery) => readonly Service[] | Failed;

export interface ServicesOptions {
  readonly keys: KeySource;
  readonly prefix: Prefix;
  readonly lease: LeaseBounds | undefined;
  readonly budget: Budget;
}

const DEFAULT_PRIORITY = 10;
const NOT_FOUND: Failed = { failed: 'name' };

/** Records as CoreDNS's etcd plugin reads them (`Records` in plugin/etcd/etcd.go). */
export function etcdServices(options: ServicesOptions): Services {
  return (query) => {
    const labels = keyLabels(query.name);
    const wild = labels.findIndex(isWild);
    const path = keyOf(wild === -1 ? labels : labels.slice(0, wild), options.prefix);
    const entries = query.exact ? exactly(path, options.keys) : below(path, options.keys);
    if (isFailed(entries)) return entries;
    const pattern = wild === -1 ? undefined : keyOf(labels, options.prefix).split('/');
    const services: Service[] = [];
    let found = false;
    for (const entry of entries) {
      found = true;
      options.budget.spend();
      if (pattern !== undefined && !matches(entry.key, pattern)) continue;
      const message = parsed(entry);
      if (!message.ok) return { failed: 'server', problem: inKey(entry.key, message.problem) };
      if (!isVisible(message.value, query.type)) continue;
      services.push(withDefaults(message.value, entry, options.lease));
    }
    return found ? group(services) : NOT_FOUND;
  };
}

/** What a query label stands for on the asking side only; a stored `*` is a label like any other. */
function isWild(label: string): boolean {
  return label === '*' || label === 'any';
}

function exactly(path: string, keys: KeySource): readonly KeyValue[] {
  const entry = keys.get(path);
  return entry === undefined ? [] : [entry];
}

/** The whole subtree; the key itself counts only when nothing is below it. */
function below(path: string, keys: KeySource): Iterable<KeyValue> | Failed {
  const subtree = path.endsWith('/') ? path : `${path}/`;
  const [first] = keys.range(subtree);
  if (first !== undefined) return keys.range(subtree);
  if (path === '/') {
    // CoreDNS asks for the empty key then, which etcd refuses.
    const refusal = failure('SKY_ANSWER_EMPTY', 'There is no key at all.', 'Write a record.');
    return { failed: 'server', problem: refusal.problem };
  }
  return exactly(path, keys);
}

/** Whether the key's components begin with the pattern's. */
function matches(key: string, pattern: readonly string[]): boolean {
  const parts = key.split('/');
  return pattern.every((part, index) => {
    const own = parts[index];
    return own !== undefined && (isWild(part) || own === part);
  });
}

const cache = new WeakMap<KeyValue, Result<Message>>();

function parsed(entry: KeyValue): Result<Message> {
  const known = cache.get(entry);
  if (known !== undefined) return known;
  const message = parseMessage(entry.value);
  cache.set(entry, message);
  return message;
}

/** Without a host there is nothing to answer but a text. */
function isVisible(message: Message, type: string): boolean {
  return message.host !== '' || (type === 'TXT' && message.text !== '');
}

function withDefaults(message: Message, entry: KeyValue, bounds: LeaseBounds | undefined): Service {
  return {
    ...message,
    key: entry.key,
    ttl: ttlOf(message.ttl, entry.lease, bounds),
    priority: message.priority || DEFAULT_PRIORITY,
  };
}

function inKey(key: string, problem: Problem): Problem {
  return { ...problem, message: `${JSON.stringify(key.slice(0, 200))}: ${problem.message}` };
}
