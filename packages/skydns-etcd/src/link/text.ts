import { isUtf8 } from 'node:buffer';
import { MAX_VALUE_BYTES } from './link.ts';

/** What is left of a value that is too long: enough for people to recognise it. */
const EXCERPT_BYTES = 1024;
/** Byte 0x80 becomes U+DC80, and so on (PEP 383): no UTF-8 decodes to these, so no two keys become one. */
const ESCAPE = 0xdc00;

/** Any key as text, reversibly. */
export function decodeKey(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let key = '';
  for (const byte of bytes) key += String.fromCharCode(byte < 0x80 ? byte : ESCAPE + byte);
  return key;
}

/** The bytes of a key, of those that {@link decodeKey} had to escape too. */
export function encodeKey(key: string): Buffer {
  return /\p{Surrogate}/u.test(key)
    ? Buffer.from(Uint16Array.from(key, (unit) => unit.charCodeAt(0)))
    : Buffer.from(key);
}

/** A value as text: what is not UTF-8 is replaced, what is too long is cut to an excerpt. */
export function decodeValue(bytes: Buffer): string {
  return bytes.length > MAX_VALUE_BYTES ? bytes.toString('utf8', 0, EXCERPT_BYTES) : bytes.toString();
}
