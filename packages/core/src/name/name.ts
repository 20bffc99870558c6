import { toASCII } from 'tr46';
import { failure, type Result, success } from '../problem.ts';
import { quoted } from '../quoted.ts';

declare const valid: unique symbol;

/**
 * A DNS name in the one form used everywhere: lower case, IDN labels as A-labels, no trailing dot,
 * never the root. Labels hold letters, digits, `-` and `_` (RFC 1123, RFC 8552); only the leftmost may
 * be `*` (RFC 4592). 1 to 63 octets a label, 253 in all (RFC 1035 §2.3.4).
 *
 * Only {@link parseName} and functions of this folder make one, so a `Name` is valid by its type.
 */
export type Name = string & { readonly [valid]: 'DNS name' };

/** Longest name in presentation form without the trailing dot (RFC 1035: 255 octets on the wire). */
const MAX_NAME = 253;
const MAX_LABEL = 63;
/** No form of a valid name is longer than this before IDN mapping; guards against giant annotations. */
const MAX_INPUT = 1024;

const PLAIN = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;
const ASCII = /^\p{ASCII}*$/u;
/** What IDNA 2008 admits, roughly: letters, marks, digits; no symbols, so no emoji (RFC 5892 §2). */
const UNICODE_LABEL = /^[\p{L}\p{Mn}\p{Mc}\p{Nd}_\-\u00b7\u0375\u05f3\u05f4\u30fb\u200c\u200d]+$/u;

/**
 * Reads a host name as people write it: any case, Unicode labels, one trailing dot.
 * Problems: `SKY_NAME_EMPTY`, `SKY_NAME_LONG`, `SKY_NAME_LABEL`, `SKY_NAME_IDN`, `SKY_NAME_ADDRESS`.
 */
export function parseName(text: string): Result<Name> {
  if (text.length > MAX_INPUT) {
    return failure('SKY_NAME_LONG', `The name ${quoted(text)} has ${text.length} characters.`, LENGTH_HINT);
  }
  const bare = text.endsWith('.') ? text.slice(0, -1) : text;
  if (bare === '')
    return failure('SKY_NAME_EMPTY', 'The name is empty.', 'Write a name such as shop.example.com.');
  const labels: string[] = [];
  for (const [index, label] of bare.split('.').entries()) {
    if (label === '*' && index === 0) labels.push(label);
    else {
      const parsed = parseLabel(label, text);
      if (!parsed.ok) return parsed;
      labels.push(parsed.value);
    }
  }
  const name = labels.join('.');
  if (name.length > MAX_NAME) {
    return failure('SKY_NAME_LONG', `The name ${quoted(text)} has ${name.length} octets.`, LENGTH_HINT);
  }
  if (/^[0-9]+$/.test(labels.at(-1) ?? '')) {
    return failure(
      'SKY_NAME_ADDRESS',
      `The name ${quoted(text)} ends in a number, so it would be read as an address.`,
      'Write a host name; addresses belong in targets.',
    );
  }
  return success(name as Name);
}

const LENGTH_HINT = `Shorten it to at most ${MAX_NAME} octets, ${MAX_LABEL} for each label.`;

function parseLabel(label: string, whole: string): Result<string> {
  const lower = label.toLowerCase();
  if (PLAIN.test(lower)) {
    if (lower.length > MAX_LABEL) return longLabel(lower, whole);
    // An A-label must be one that decodes: a browser would refuse to ask for anything else.
    const ascii = lower.startsWith('xn--') ? idn(lower) : lower;
    return ascii === null ? badIdn(label, whole) : success(ascii);
  }
  if (label === '') {
    return failure(
      'SKY_NAME_LABEL',
      `The name ${quoted(whole)} has an empty label.`,
      'Remove the extra dot; one trailing dot is allowed.',
    );
  }
  if (ASCII.test(label)) {
    return failure(
      'SKY_NAME_LABEL',
      `The label ${quoted(label)} of the name ${quoted(whole)} is not a host name label.`,
      'Use letters, digits, "-" inside, and "_"; "*" only as the whole first label.',
    );
  }
  const composed = label.normalize('NFKC');
  // No A-label is shorter than what it encodes; and the checks of UTS #46 are not linear in the length.
  if (composed.length > 2 * MAX_LABEL) return longLabel(composed, whole);
  // Not `lower`: JavaScript gives a final Σ another lower case than UTS #46 does.
  const ascii = UNICODE_LABEL.test(composed) ? idn(label) : null;
  if (ascii === null || !PLAIN.test(ascii)) return badIdn(label, whole);
  return ascii.length <= MAX_LABEL ? success(ascii) : longLabel(ascii, whole);
}

/** UTS #46 with the strictness of a name that shall be registered; null when it has no A-label. */
function idn(label: string): string | null {
  return toASCII(label, {
    checkHyphens: false,
    checkBidi: true,
    checkJoiners: true,
    transitionalProcessing: false,
  });
}

function badIdn(label: string, whole: string): Result<never> {
  return failure(
    'SKY_NAME_IDN',
    `The label ${quoted(label)} of the name ${quoted(whole)} has no form in the DNS.`,
    'Use letters and digits; emoji and other symbols cannot be in a host name (RFC 5892).',
  );
}

function longLabel(label: string, whole: string): Result<never> {
  return failure(
    'SKY_NAME_LABEL',
    `The label ${quoted(label)} of the name ${quoted(whole)} is longer than ${MAX_LABEL} octets.`,
    LENGTH_HINT,
  );
}
