import type { Output } from '@skywriter/core';

/** An output that is another one but for some of its ways. */
export function wrapOutput(
  inner: Output,
  other: { readonly ready?: () => boolean; readonly problem?: () => Output['problem'] } & Partial<
    Pick<Output, 'start' | 'stop' | 'apply'>
  >,
): Output {
  return {
    name: inner.name,
    get zones() {
      return inner.zones;
    },
    defaultTtl: inner.defaultTtl,
    start: other.start ?? ((listener) => inner.start(listener)),
    stop: other.stop ?? (() => inner.stop()),
    apply: other.apply ?? ((assignments) => inner.apply(assignments)),
    get ready() {
      return other.ready === undefined ? inner.ready : other.ready();
    },
    get problem() {
      return other.problem === undefined ? inner.problem : other.problem();
    },
    get ownedCount() {
      return inner.ownedCount;
    },
    observed: (name) => inner.observed(name),
    ownedNames: () => inner.ownedNames(),
    refuses: (recordSets) => inner.refuses(recordSets),
    settled: (assignment) => inner.settled(assignment),
  };
}

/** Observes, plans, and says that it wrote what it did not. For `--dry-run`. */
export function dryRun(inner: Output): Output {
  return wrapOutput(inner, {
    apply: async (assignments) => assignments.map(({ name }) => ({ name, result: 'done' })),
  });
}

/** Observes; its reconciler never gets to write, since it is never ready. For `plan`. */
export function observeOnly(inner: Output): Output {
  return wrapOutput(inner, { ready: () => false });
}

/** Not even started: knows what it would refuse, and nothing of what is there. For `check`. */
export function offline(inner: Output): Output {
  return wrapOutput(inner, { ready: () => false, start: async () => {}, stop: async () => {} });
}
