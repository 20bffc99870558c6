/** What a key of dnsproxy's configuration takes. */
export type KeyKind = 'text' | 'number' | 'flag' | 'texts' | 'numbers';

const kinds: readonly { readonly kind: KeyKind; readonly names: readonly string[] }[] = [
  {
    kind: 'text',
    names: [
      ...['output', 'tls-crt', 'tls-key', 'https-server-name', 'https-userinfo', 'dnscrypt-config'],
      ...['edns-addr', 'upstream-mode', 'timeout', 'optimistic-answer-ttl', 'optimistic-max-age'],
    ],
  },
  {
    kind: 'number',
    names: [
      ...['cache-min-ttl', 'cache-max-ttl', 'cache-size', 'ratelimit', 'ratelimit-subnet-len-ipv4'],
      ...[
        'ratelimit-subnet-len-ipv6',
        'udp-buf-size',
        'max-go-routines',
        'tls-min-version',
        'tls-max-version',
      ],
    ],
  },
  {
    kind: 'flag',
    names: [
      ...['doh-insecure-enabled', 'hosts-file-enabled', 'pprof', 'version', 'verbose', 'insecure'],
      ...['ipv6-disabled', 'http3', 'cache-optimistic', 'cache', 'refuse-any', 'dnssec', 'edns'],
      ...['pending-requests-enabled', 'dns64', 'use-private-rdns'],
    ],
  },
  {
    kind: 'texts',
    names: [
      ...['listen-addrs', 'doh-routes', 'upstream', 'bootstrap', 'fallback', 'private-rdns-upstream'],
      ...['dns64-prefix', 'private-subnets', 'bogus-nxdomain', 'hosts-files'],
    ],
  },
  {
    kind: 'numbers',
    names: ['listen-ports', 'https-port', 'tls-port', 'quic-port', 'dnscrypt-port'],
  },
];

/** Every key that dnsproxy 0.84.1 reads; it says nothing of any other. */
export const keys: ReadonlyMap<string, KeyKind> = new Map(
  kinds.flatMap(({ kind, names }) => names.map((name): [string, KeyKind] => [name, kind])),
);

/** No key is longer, by far. */
const LONGEST = 64;

/** The key that was meant, by the fewest letters to change; undefined where none is near. */
export function nearestKey(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const [best] = [...keys.keys()]
    .map((key) => ({ key, changes: distance(text.toLowerCase(), key) }))
    .toSorted((a, b) => a.changes - b.changes);
  return best !== undefined && best.changes <= Math.max(2, best.key.length / 3) ? best.key : undefined;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...a].entries()) {
    const next = [at + 1];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (letter === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
