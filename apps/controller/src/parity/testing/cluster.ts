import fc from 'fast-check';
import { endpointSlicesOf } from './endpoint-slices.ts';
import type { Manifest } from './manifest.ts';
import {
  compatibleService,
  entangledIngress,
  ingress,
  localService,
  type Named,
  old,
  plainIngress,
  plainService,
  service,
} from './objects.ts';
import { headless, node, pods, withoutPods } from './workloads.ts';

function several(item: fc.Arbitrary<Named<Manifest>>, count: number): fc.Arbitrary<Manifest[]> {
  return fc
    .array(item, { minLength: count, maxLength: count })
    .map((items) => items.flatMap((named, index) => named(index)));
}

/** Everything in a cluster of some 350 objects; those that others refer to come first. */
const cluster: fc.Arbitrary<Manifest[]> = fc
  .tuple(
    several(node, 6),
    several(pods, 3),
    several(headless, 20),
    several(service, 80),
    several(ingress, 90),
    several(plainService.map(after(300)), 20),
    several(plainIngress.map(after(300)), 20),
    several(localService.map(after(500)), 10),
    several(entangledIngress.map(after(700)), 8),
    several(compatibleService.map(after(600)), 10),
    several(withoutPods, 4),
    several(old.map(after(1000)), 16),
  )
  .map((parts) => parts.flat());

/** The same cluster for the same seed. */
export function clusterOfSeed(seed: number): Manifest[] {
  const objects = fc.sample(fc.noBias(cluster), { seed, numRuns: 1 }).flat();
  return [...objects, ...endpointSlicesOf(objects)];
}

/** With names that no other objects of the kind have. */
function after(offset: number): (named: Named<Manifest>) => Named<Manifest> {
  return (named) => (index) => named(offset + index);
}
