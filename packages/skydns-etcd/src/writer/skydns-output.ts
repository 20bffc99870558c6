import type { Assignment, Name, Observed, Outcome, Output, OutputListener, Problem } from '@skywriter/core';
import { type KeyReason, type LayoutOptions, Mirror } from '@skywriter/skydns';
import type { EtcdLink, KeyEvent, Revision } from '../link/link.ts';
import type { Transacted } from './commit.ts';
import { Replica } from './replica.ts';
import { type RivalLimits, Rivals, rivalLimits } from './rivals.ts';
import { Writer } from './writer.ts';

/** For metrics and logs; called in passing, so they must neither throw nor take long. */
export interface SkydnsOutputHooks {
  transacted?(event: Transacted): void;
  /** Somebody else changed keys of ours at these names while we were in step. */
  drifted?(names: ReadonlySet<Name>): void;
}

/** An output that writes CoreDNS's etcd, and tells what else it finds there. */
export interface SkydnsOutput extends Output {
  /** Keys below the prefix that are not ours. */
  readonly foreign: KeyCount;
  /** Keys below the prefix that CoreDNS cannot read, for which it answers SERVFAIL above them. */
  readonly malformed: KeyCount;
}

export interface KeyCount {
  readonly count: number;
  /** Some of them with what is known of them, at most a hundred. */
  readonly examples: readonly KeyReason[];
}

export interface OverLinkOptions {
  readonly name: string;
  readonly layout: LayoutOptions;
  readonly link: EtcdLink;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly hooks: SkydnsOutputHooks;
  /** When another program that writes under the same owner is left alone. */
  readonly rivals?: RivalLimits;
}

/** Makes an output of a link: what it tells goes into a mirror, what shall be comes back as transactions. */
export function outputOver(options: OverLinkOptions): SkydnsOutput {
  const { name, layout, link, now, hooks, rivals: limits = rivalLimits } = options;
  const mirror = new Mirror(layout);
  const replica = new Replica(mirror);
  const rivals = new Rivals(limits);
  let listener: OutputListener | undefined;
  let ready = false;
  let problem: Problem | undefined = notStarted;

  const writer = new Writer({
    link,
    replica,
    layout,
    now,
    dirty: (names) => listener?.dirty(names),
    transacted: (event) => hooks.transacted?.(event),
  });

  function changed(events: readonly KeyEvent[], revision: Revision): void {
    const drifted = ready ? replica.drift(events) : new Set<Name>();
    const brought = ready ? replica.brought(events) : [];
    const dirty = replica.watched(events, revision);
    for (const key of brought) {
      const rival = mirror.rivalAt(key);
      if (rival?.entry) rivals.announced(rival.name, now());
      if (rival?.records) rivals.rewrote(rival.name, now());
    }
    if (drifted.size > 0) hooks.drifted?.(drifted);
    // Until it is ready nobody knows what is dirty; then everything is looked at anyway.
    if (ready && dirty.size > 0) listener?.dirty(dirty);
  }

  function state(nowReady: boolean, nowProblem: Problem | undefined): void {
    problem = nowProblem;
    if (nowReady === ready) return;
    ready = nowReady;
    listener?.readiness(ready);
  }

  return {
    name,
    zones: layout.zones,
    defaultTtl: layout.defaultTtl,
    async start(to) {
      listener = to;
      link.start({ changed, state });
    },
    async stop() {
      listener = undefined;
      ready = false;
      problem = stopped;
      await writer.stop(stopped);
      await link.stop();
    },
    get ready() {
      return ready;
    },
    get problem() {
      return problem;
    },
    get foreign(): KeyCount {
      return mirror.foreign;
    },
    get malformed(): KeyCount {
      return mirror.malformed;
    },
    observed: (of: Name): Observed => mirror.observed(of),
    ownedNames: () => mirror.ownedNames(),
    get ownedCount() {
      return mirror.ownedCount;
    },
    refuses: (recordSets) => mirror.layout.refusals(recordSets),
    settled: (assignment) => mirror.settled(assignment),
    async apply(assignments: readonly Assignment[]): Promise<readonly Outcome[]> {
      const why = ready ? undefined : (problem ?? notStarted);
      const withheld = new Map<Assignment, Problem>();
      for (const assignment of assignments) {
        const reason = why ?? rivals.problem(assignment.name, layout.owner, now());
        if (reason !== undefined) withheld.set(assignment, reason);
      }
      const written = await writer.apply(assignments.filter((assignment) => !withheld.has(assignment)));
      for (const { name: of, result } of written) if (result === 'done') rivals.wrote(of);
      const outcomes = written.values();
      return assignments.flatMap((assignment): Outcome[] => {
        const reason = withheld.get(assignment);
        if (reason !== undefined) return [{ name: assignment.name, result: 'failed', problem: reason }];
        const { value } = outcomes.next();
        return value === undefined ? [] : [value];
      });
    },
  };
}

const notStarted: Problem = {
  code: 'SKY_SKYDNS_NOT_READY',
  message: 'What is in etcd is not known yet.',
  hint: 'Wait until the output is ready.',
};

const stopped: Problem = {
  code: 'SKY_SKYDNS_STOPPED',
  message: 'The output has been stopped.',
  hint: 'Nothing: the program is ending, or its configuration has changed.',
};
