import { parseAddress, parseName } from '@skywriter/core';
import { MARKER } from '../platform/host-dns.ts';
import { digest, pairs, replaceAddress, replaceGuid, WELL_KNOWN } from './replace.ts';
import { COUNTED_INTERFACE, KEPT } from './words.ts';

/** A hardware address, a UUID, or a word: all between what separates words in files and outputs. */
const PARTS =
  /(?<hardware>(?<![0-9a-f:])(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}(?![0-9a-f:]))|(?<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|[^\s"`,;=()[\]{}<>|\\/#%~*?!&$]+/gi;

/**
 * The same text, in which every word that is not one of the programs is replaced, the same by the same: what
 * nobody thought of is replaced too. Numbers stay.
 */
export function sanitiseText(text: string): string {
  return text.replaceAll(PARTS, (part, hardware: string | undefined, uuid: string | undefined) => {
    if (hardware !== undefined) return `02:00:00:${pairs(part, 3).join(':')}`;
    return uuid === undefined ? replaceWord(part) : replaceGuid(part).slice(1, -1);
  });
}

function replaceWord(word: string): string {
  if (isKept(word)) return word;
  const address = parseAddress(word);
  if (address.ok) return replaceAddress(address.value.family, address.value.text);
  const [, server, port] = /^(\d[\d.]*):(\d+)$/.exec(word) ?? [];
  if (server !== undefined) return `${replaceWord(server)}:${port}`;
  const [, before = '', core = '', after = ''] = /^([@+.':-]*)(.*?)([@+.':-]*)$/s.exec(word) ?? [];
  if (core === '') return word;
  if (core !== word) return before + replaceWord(core) + after;
  if (word.includes('.') && parseName(word).ok) return `n${digest(word.toLowerCase()).slice(0, 6)}.example`;
  return `x${digest(word).slice(0, 6)}`;
}

function isKept(word: string): boolean {
  if (KEPT.has(word) || word.startsWith(MARKER) || COUNTED_INTERFACE.test(word)) return true;
  if (/^cluster\.local\.?$/i.test(word) || /^org\.freedesktop\./.test(word)) return true;
  if (/^\d+$|^0x[0-9a-f]{1,8}$/i.test(word)) return true;
  // Versions. What netstat leaves of an address is replaced where netstat is read.
  if (/^\d+\.\d+(?:\.\d+)?(?:-\d+)?$/.test(word)) return true;
  // The attributes of a file as lsattr writes them.
  if (/^(?=.*-{8})[a-z-]{18,24}$/i.test(word)) return true;
  return parseAddress(word).ok && (WELL_KNOWN.test(word) || /^fe80::$/i.test(word));
}

/** `netstat -rn` leaves out zeros at the end of IPv4 networks: `192.168.64`, `10.1/16`. */
export function sanitiseRoutes(text: string): string {
  const whole = text.replaceAll(/^(\d{1,3}(?:\.\d{1,3}){1,2})(?=[\s/])/gm, (short) => {
    if (WELL_KNOWN.test(`${short}.`)) return short;
    return ['198', '51', '100'].slice(0, short.split('.').length).join('.');
  });
  return sanitiseText(whole);
}
