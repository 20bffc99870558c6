import type { Name } from '@skywriter/core';

declare const wire: unique symbol;

/**
 * A name as it is on the wire (RFC 1035 §3.1), one character an octet, in lower case: `\x03www\x07example\x03com\0`.
 *
 * It is the key of everything here because a query's name is one already: no label has to be escaped, and
 * the lookup of a question is one slice of the message and one `Map.get`.
 */
export type WireName = string & { readonly [wire]: 'name on the wire' };

export const ROOT = '\0' as WireName;

export function wireName(name: Name | '.'): WireName {
  if (name === '.') return ROOT;
  let wire = '';
  for (const label of name.split('.')) wire += String.fromCharCode(label.length) + label;
  return `${wire}\0` as WireName;
}

/**
 * The name that `message` holds from `start` to `end`; the octets must be a whole, uncompressed name.
 * Folding as Latin-1 also folds octets above 127, which RFC 4343 leaves alone: no name of ours holds any.
 */
export function readWireName(message: Buffer, start: number, end: number): WireName {
  return message.toString('latin1', start, end).toLowerCase() as WireName;
}

/** One label up; the root is its own parent. */
export function parentOf(name: WireName): WireName {
  return name === ROOT ? ROOT : (name.slice(1 + name.charCodeAt(0)) as WireName);
}

/** The name one label down; the label has 1 to 63 octets. */
export function prepend(label: string, name: WireName): WireName {
  return `${String.fromCharCode(label.length)}${label}${name}` as WireName;
}

/** The source of synthesis below `name` (RFC 4592 §3.3.1). */
export function wildcardBelow(name: WireName): WireName {
  return prepend('*', name);
}

/**
 * Whether `name` is `ancestor` or below it. Walks the labels, since a label may end in octets that look
 * like the length and text of another.
 */
export function isWithin(name: WireName, ancestor: WireName): boolean {
  let up = name;
  while (up.length > ancestor.length) up = parentOf(up);
  return up === ancestor;
}
