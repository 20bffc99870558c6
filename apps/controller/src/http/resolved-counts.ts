import type { Claim, Name } from '@skywriter/core';

interface Countable {
  readonly names: Iterable<Name>;
  claimsTo(name: Name): readonly Pick<Claim, 'targets' | 'outputs'>[];
  readonly outputs: Iterable<{ readonly output: { readonly name: string } }>;
}

/** How many addresses the claims for each output alone lead to just now. */
export function countResolved(engine: Countable): ReadonlyMap<string, number> {
  const targets = new Map([...engine.outputs].map(({ output }) => [output.name, new Set<string>()]));
  for (const name of engine.names) {
    for (const claim of engine.claimsTo(name)) {
      for (const output of claim.outputs ?? []) {
        for (const target of claim.targets) targets.get(output)?.add(target);
      }
    }
  }
  return new Map([...targets].map(([output, all]) => [output, all.size]));
}
