import fc from 'fast-check';

/** Names with nothing special about them, in zones that filters tell apart. */
const zones = ['example.test', 'sub.example.test', 'other.test'];
const usual = fc.tuple(fc.nat({ max: 120 }), fc.constantFrom(...zones)).map(([n, zone]) => `n${n}.${zone}`);

/** So few that several objects ask for each of them. */
export const contested = fc.constantFrom(
  ...['www', 'api', 'db', 'a-www', 'cname-www', '_sip._tcp'].map((label) => `${label}.example.test`),
  'www.sub.example.test',
  'example.test',
);

/** Hosts that an API server lets an Ingress have. */
export const host = fc.oneof(
  { weight: 8, arbitrary: usual },
  { weight: 3, arbitrary: contested.filter((name) => !name.includes('_')) },
  { weight: 1, arbitrary: fc.constantFrom('*.example.test', '*.sub.example.test') },
);

const longLabel = 'l'.repeat(63);

/** What people write into annotations, and what they should not. */
const strange = fc.constantFrom(
  'WWW.Example.TEST',
  'N7.example.test',
  'trailing.example.test.',
  'bücher.example.test',
  'xn--bcher-kva.example.test',
  'straße.example.test',
  '☃.example.test',
  '*.example.test',
  'a.*.example.test',
  'any.example.test',
  '_under_score.example.test',
  '-dash.example.test',
  'dash-.example.test',
  'double..dot.example.test',
  '.leading.example.test',
  'sla/sh.example.test',
  'per%cent.example.test',
  'tab\tbed.example.test',
  'sp ace.example.test',
  '192.0.2.77',
  '2001:db8::77',
  'localhost',
  'a',
  `${longLabel}.example.test`,
  `x${longLabel}.example.test`,
  `${`${longLabel}.`.repeat(3)}${'m'.repeat(50)}.example.test`,
  `${`${longLabel}.`.repeat(4)}example.test`,
  '7.2.0.192.in-addr.arpa',
);

export const annotated = fc.oneof(
  { weight: 8, arbitrary: usual },
  { weight: 3, arbitrary: contested },
  { weight: 3, arbitrary: strange },
);

/** Names that only objects with the prefix of ExternalDNS before 0.22 ask for. */
export const ofOldPrefix = fc.nat({ max: 12 }).map((n) => `o${n}.old.test`);

/** Names that only NodePort Services with `externalTrafficPolicy: Local` ask for. */
export const ofLocalTraffic = fc.nat({ max: 12 }).map((n) => `l${n}.local.test`);

/** Names in annotations of other programs, which only `--compatibility` reads. */
export const ofOthers = fc.nat({ max: 12 }).map((n) => `c${n}.compatible.test`);

/** A comma list as an annotation has it. */
export function listOf(entry: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const separator = fc.constantFrom(',', ', ', ' ,');
  return fc.oneof(
    { weight: 6, arbitrary: entry },
    {
      weight: 3,
      arbitrary: fc.tuple(entry, separator, entry).map(([a, comma, b]) => `${a}${comma}${b}`),
    },
    { weight: 1, arbitrary: entry.map((text) => `${text},`) },
    { weight: 1, arbitrary: fc.constantFrom('', ' ', ',') },
  );
}
