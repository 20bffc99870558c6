import fc from 'fast-check';
import { ZONE } from '../../e2e/world.ts';

export const hosts = ['one', 'two', 'deep.one', 'far.below.two', 'app'].map((label) => `${label}.${ZONE}`);
const targets = ['192.0.2.1', '192.0.2.2', '2001:db8::1', 'lb.example.net'];

/** Keys of others, by their place below the zone. With `targetstrip` they are records of the name above. */
const foreignKeys = ['app/other', 'deep', 'their/own', 'two/far', 'broken', 'one/1a2b3c4d'];
const foreignValues = [
  '{"host":"10.9.9.9","group":"theirs","targetstrip":1}',
  '{"host":"10.9.9.9"}',
  'no json',
  '{"host":"10.9.9.9","owner":"somebody"}',
  '',
];

export const owners = ['us', 'them'] as const;
export type Owner = (typeof owners)[number];

/** One moment of one history. */
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      kind: fc.constantFrom('Ingress' as const, 'Service' as const),
      object: fc.constantFrom('x', 'y', 'z'),
      owner: fc.constantFrom<Owner>('us', 'us', 'us', 'them'),
      hosts: fc.uniqueArray(fc.constantFrom(...hosts), { minLength: 1, maxLength: 3 }),
      targets: fc.uniqueArray(fc.constantFrom(...targets), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), pick: fc.nat(100) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('drift' as const),
      pick: fc.nat(100),
      how: fc.constantFrom('delete' as const, 'edit' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('rival' as const), host: fc.constantFrom(...hosts) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('foreign' as const),
      key: fc.constantFrom(...foreignKeys),
      value: fc.constantFrom(...foreignValues),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('foreign gone' as const), pick: fc.nat(100) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('etcd' as const),
      fault: fc.constantFrom('cut' as const, 'sever' as const, 'blackhole' as const, 'slow' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('api' as const),
      fault: fc.constantFrom(
        'cut' as const,
        'sever' as const,
        'blackhole' as const,
        'slow' as const,
        'expired' as const,
        'torn' as const,
        'failing' as const,
        'busy' as const,
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('heal' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rest' as const) }) },
);

export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What happens to servers that all histories of a round share, in one turn. */
const sharedFault = fc.constantFrom(
  'none' as const,
  'none' as const,
  'etcd killed' as const,
  'etcd frozen' as const,
  'etcd compacted' as const,
  'etcd restored' as const,
  'snapshot' as const,
  'api killed' as const,
  'api frozen' as const,
);

export type SharedFault = typeof sharedFault extends fc.Arbitrary<infer T> ? T : never;

/** A round of histories side by side, on servers that they share: all that chance decides. */
export interface RoundPlan {
  readonly seed: number;
  readonly members: 1 | 3;
  /** What happens to the servers, by turn. Each fault ends with the next turn. */
  readonly faults: readonly SharedFault[];
  readonly histories: readonly (readonly Step[])[];
}

export const TURNS = 10;

/** The same seed gives the same round. */
export function roundPlan(seed: number, count: number): RoundPlan {
  const draw = <T>(arbitrary: fc.Arbitrary<T>, salt: number): T => {
    const [drawn] = fc.sample(arbitrary, { seed: seed * 1_009 + salt, numRuns: 1 });
    if (drawn === undefined) throw new Error('fast-check draws nothing');
    return drawn;
  };
  const turns = { minLength: TURNS, maxLength: TURNS };
  return {
    seed,
    members: draw(fc.constantFrom(1 as const, 3 as const), 0),
    faults: draw(fc.array(sharedFault, turns), 1),
    histories: Array.from({ length: count }, (_, index) => draw(fc.array(step, turns), 2 + index)),
  };
}
