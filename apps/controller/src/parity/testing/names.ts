import fc from 'fast-check';

/**
 * Zones that filters tell apart, for each kind of objects that have names. Ingresses and Services with anything strange
 * about them have names of their own, few enough for several of a kind to meet at one: between kinds one of them is
 * chosen by all that it has, so every difference in what one has would be a difference in the choice.
 */
const zones = {
  ingress: ['example.test', 'sub.example.test', 'other.test'],
  service: ['v.example.test', 'sub.example.test', 'v.other.test'],
} as const;
export type Side = keyof typeof zones;

const labels = { ingress: 'n', service: 'v' } as const;

const usual = (side: Side) =>
  fc
    .tuple(fc.nat({ max: 80 }), fc.constantFrom(...zones[side]))
    .map(([n, zone]) => `${labels[side]}${n}.${zone}`);

/** Names that only objects without anything strange ask for, of whichever kind. */
export const contested = fc.constantFrom(
  ...['www', 'api', 'db', 'a-www', 'cname-www', 'mail'].map((label) => `${label}.plain.example.test`),
  'www.sub.example.test',
  'example.test',
);

/** Names that are made to point at each other. */
export const entangled = [
  'zone.test',
  'w.zone.test',
  'a-w.zone.test',
  'cname-w.zone.test',
  'a-a-w.zone.test',
];

/** Hosts that an API server lets an Ingress have. */
export const host = fc.oneof(
  { weight: 8, arbitrary: usual('ingress') },
  { weight: 1, arbitrary: fc.constantFrom('*.example.test', '*.sub.example.test') },
);

const longLabel = 'l'.repeat(63);

/** What people write into annotations, and what they should not. */
const strange = [
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
  '_sip._tcp.example.test',
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
];

const strangeOf: Record<Side, readonly string[]> = {
  ingress: strange,
  service: strange.map((name) =>
    name
      .replace(/^a$|localhost/, 'v$&')
      .replace('example', 'v.example')
      .replace('7.2.0', '8.2.0'),
  ),
};

export const annotated = (side: Side): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 10, arbitrary: usual(side) },
    { weight: 3, arbitrary: fc.constantFrom(...strangeOf[side]) },
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
