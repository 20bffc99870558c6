import { defaultAnnotationPrefixes, failure, type Result, success } from '@skywriter/core';

/** Stands for both prefixes of ExternalDNS: the one since v0.22 and the one before. */
export const EXTERNAL_DNS = 'external-dns';

/** A DNS subdomain (RFC 1123) and a slash, as the API server wants it before an annotation's name. */
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const PREFIX = new RegExp(`^${LABEL}(?:\\.${LABEL})*/$`);
const LONGEST = 253;

/** Reads the prefixes of annotations: presets resolved, sorted, none twice. Problem: `SKY_SERVICES_PREFIX`. */
export function parsePrefixes(words: readonly string[]): Result<readonly string[]> {
  const prefixes = words.flatMap((word) => (word === EXTERNAL_DNS ? defaultAnnotationPrefixes : [word]));
  if (prefixes.length === 0) {
    return failure('SKY_SERVICES_PREFIX', 'There is no annotation prefix.', HINT);
  }
  const bad = prefixes.find((prefix) => !PREFIX.test(prefix) || prefix.length > LONGEST + 1);
  if (bad !== undefined) {
    return failure('SKY_SERVICES_PREFIX', `${JSON.stringify(bad)} is no prefix of annotations.`, HINT);
  }
  return success([...new Set(prefixes)].sort());
}

const HINT = `Write "${EXTERNAL_DNS}" for both of ExternalDNS's, or a lower-case domain and a slash such as internal-dns.example.com/.`;
