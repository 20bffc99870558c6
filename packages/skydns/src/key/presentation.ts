/**
 * Names as text with escapes, exactly as CoreDNS's DNS library (miekg/dns) reads and prints them. A label
 * may hold any byte: `\.` is a dot inside a label, `\195` the byte 195 (RFC 1035 §5.1).
 */

const MAX_LABEL = 63;
const MAX_WIRE = 255;
const BACKSLASH = 0x5c;
const DOT = 0x2e;
/** `. space ' @ ; ( ) " \`: printed with a backslash before them. */
const SPECIAL = new Set(Buffer.from(`. '@;()"\\`));
const NOTHING_TO_ESCAPE = /^[!#-&*-:<-?A-[\]-~]*$/;

/** Whether the name ends in a dot that is not part of a label. */
export function isFqdn(name: string): boolean {
  return name.endsWith('.') && !isEscaped(name, name.length - 1);
}

export function fqdn(name: string): string {
  return isFqdn(name) ? name : `${name}.`;
}

/** The labels, leftmost first, escapes kept; none for the root. */
export function splitLabels(name: string): string[] {
  if (name === '' || name === '.') return [];
  const bare = isFqdn(name) ? name.slice(0, -1) : name;
  if (!bare.includes('\\')) return bare.split('.');
  const labels: string[] = [];
  let begin = 0;
  for (let dot = bare.indexOf('.'); dot !== -1; dot = bare.indexOf('.', dot + 1)) {
    if (isEscaped(bare, dot)) continue;
    labels.push(bare.slice(begin, dot));
    begin = dot + 1;
  }
  labels.push(bare.slice(begin));
  return labels;
}

/**
 * A name as the library prints it, with what must be escaped escaped; not checked, so it may be one that
 * no message can carry. Escapes of ordinary characters before the first special one stay, as there.
 */
export function printName(name: string): string {
  if (NOTHING_TO_ESCAPE.test(name)) return name;
  const bytes = Buffer.from(name);
  let printed: string | undefined;
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] === DOT) {
      if (printed !== undefined) printed += '.';
      at += 1;
      continue;
    }
    const [byte, width] = byteAt(bytes, at);
    if (width === 0) return printed ?? bytes.toString('utf8', 0, at);
    const text = printByte(byte);
    if (printed !== undefined) printed += text;
    else if (text.length > 1) printed = bytes.toString('utf8', 0, at) + text;
    at += width;
  }
  return printed ?? name;
}

/** The name as it comes out of a message that carried it; undefined when no message can (RFC 1035 §2.3.4). */
export function throughWire(name: string): string | undefined {
  const labels = packLabels(name);
  if (labels === undefined) return undefined;
  return labels.length === 0 ? '.' : labels.map((label) => `${printLabel(label)}.`).join('');
}

/** The labels as bytes; undefined for an empty label, one beyond 63 octets, or a name beyond 255. */
export function packLabels(name: string): Uint8Array[] | undefined {
  const full = fqdn(name);
  if (full === '.') return [];
  if (!isFqdn(full)) return undefined;
  const packed: Uint8Array[] = [];
  let wire = 1;
  for (const label of splitLabels(full)) {
    const bytes = unescapeBytes(Buffer.from(label));
    wire += bytes.length + 1;
    if (bytes.length === 0 || bytes.length > MAX_LABEL || wire > MAX_WIRE) return undefined;
    packed.push(bytes);
  }
  return packed;
}

/** Stored bytes to the bytes sent: `\DDD` is a byte, `\x` is x, a trailing backslash is nothing. */
export function unescapeBytes(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(BACKSLASH)) return bytes;
  const out: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [byte, width] = byteAt(bytes, at);
    if (width === 0) break;
    out.push(byte);
    at += width;
  }
  return Uint8Array.from(out);
}

/** `\DDD`, three digits, for what is not printable ASCII. */
export function printUnprintable(byte: number): string {
  return `\\${String(byte).padStart(3, '0')}`;
}

function printLabel(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += printByte(byte);
  return text;
}

function printByte(byte: number): string {
  if (SPECIAL.has(byte)) return `\\${String.fromCharCode(byte)}`;
  return byte < 0x20 || byte > 0x7e ? printUnprintable(byte) : String.fromCharCode(byte);
}

/** The byte that the text at this place stands for, and how long the text is: 0 for a dangling backslash. */
function byteAt(bytes: Uint8Array, at: number): [byte: number, width: number] {
  const byte = bytes[at] ?? 0;
  if (byte !== BACKSLASH) return [byte, 1];
  const next = bytes[at + 1];
  if (next === undefined) return [0, 0];
  const [a, b, c] = [digit(next), digit(bytes[at + 2]), digit(bytes[at + 3])];
  if (a === undefined || b === undefined || c === undefined) return [next, 2];
  return [(a * 100 + b * 10 + c) & 0xff, 4];
}

function digit(byte: number | undefined): number | undefined {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : undefined;
}

/** Whether an odd number of backslashes stands before this place. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && text[before] === '\\') before -= 1;
  return (at - before) % 2 === 0;
}
