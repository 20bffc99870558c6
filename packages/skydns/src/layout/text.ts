import { failure, type Result, success } from '@skywriter/core';

/** CoreDNS cuts the stored text into strings of so many octets before it reads the escapes in it. */
const CHUNK = 255;

/**
 * Writes the text of a TXT record the way CoreDNS's etcd plugin reads it: a backslash is doubled, because
 * it begins an escape, and no escape lies across a cut, because its halves would be read apart
 * (plugin/etcd/msg/service.go, split255). Where one would, a character before it is escaped needlessly,
 * which moves it. Problem: `SKY_SKYDNS_TXT`.
 */
export function escapeText(text: string): Result<string> {
  if (!text.includes('\\')) return success(text);
  const tokens: string[] = [];
  let start = 0;
  let filled = 0;
  for (const character of text) {
    const token = character === '\\' ? '\\\\' : character;
    const size = Buffer.byteLength(token);
    if (character === '\\' && filled === CHUNK - 1) {
      const plain = tokens.findLastIndex(
        (earlier, index) => index >= start && /^[!-/:-[\]-~ ]$/.test(earlier),
      );
      if (plain === -1) return uncuttable();
      tokens[plain] = `\\${tokens[plain]}`;
      filled = CHUNK;
    }
    if (filled >= CHUNK) {
      start = tokens.length;
      filled -= CHUNK;
    }
    tokens.push(token);
    filled += size;
  }
  return success(tokens.join(''));
}

/** Reads it back; total, since stored text may be anybody's. */
export function unescapeText(text: string): string {
  return text.replace(/\\(\d{3}|[\s\S]|$)/g, (_, escaped: string) =>
    /^\d{3}$/.test(escaped) ? String.fromCharCode(Number(escaped) & 0xff) : escaped,
  );
}

function uncuttable(): Result<never> {
  return failure(
    'SKY_SKYDNS_TXT',
    'A TXT text consists of so many backslashes that CoreDNS would cut one in half.',
    'Put other characters between them.',
  );
}
