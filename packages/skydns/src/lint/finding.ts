import type { Problem } from '@skywriter/core';
import type { KeySource, KeyValue } from '../answer/key-source.ts';
import type { Prefix } from '../key/key.ts';
import { throughWire } from '../key/presentation.ts';
import type { Message } from '../message/message.ts';

/** Something that CoreDNS cannot serve, or would serve wrongly. */
export interface Finding extends Problem {
  readonly code: `SKY_LINT_${string}`;
  /** The key that is to be changed, or where one is missing. */
  readonly key: string;
  /** The name that suffers: without trailing dot, `.` for the root. */
  readonly name: string;
}

/** A key under the prefix, taken apart. */
export interface Entry extends KeyValue {
  /** Leftmost first: the last component of the key, then those above it. */
  readonly labels: readonly string[];
  /** The nearest name that can be asked for: without the last component where that is an id. */
  readonly name: string;
  /** Undefined when the value is not one. */
  readonly message: Message | undefined;
}

/** What checks look at. */
export interface Scope {
  readonly prefix: Prefix;
  /** Lower case, without trailing dot; `.` for the root. */
  readonly zones: readonly string[];
  readonly entries: KeySource<Entry>;
}

/** Whether a question can hold the label: as CoreDNS looks it up, it is lower case and escaped. */
export function isAskable(label: string): boolean {
  return printed(label) === label;
}

/** The label as a question would hold it; undefined when none can. */
export function printed(label: string): string | undefined {
  return throughWire(label)?.slice(0, -1).toLowerCase();
}

/** Everything below a key, in the order of keys. */
export function below(key: string, { entries }: Scope): readonly Entry[] {
  return [...entries.range(key === '/' ? key : `${key}/`)];
}

/** How many components a key has. */
export function depth(key: string): number {
  return key.split('/').filter((part) => part !== '').length;
}

/** Whether the name is of the kind that is asked for PTR, and for hardly anything else. */
export function isReverse(name: string): boolean {
  return /(^|\.)(in-addr|ip6)\.arpa$/.test(name);
}

/** Whether the name is that of a whole address: four octets, or 32 nibbles. */
export function isReverseAddress(name: string): boolean {
  return /^([^.]+\.){4}in-addr\.arpa$|^([^.]+\.){32}ip6\.arpa$/.test(name);
}
