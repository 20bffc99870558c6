import { backoffDelay, type Clock } from '@skywriter/core';
import type { FamilyAnswer, Lookup } from './lookup.ts';

/** Milliseconds. */
export interface ResolverTiming {
  /** An answer is asked for again after its TTL, within these bounds. */
  readonly refresh: { readonly shortest: number; readonly longest: number };
  /** After a failure it is tried again, each time later. */
  readonly retry: { readonly first: number; readonly longest: number };
  /** A query that has not ended by then has failed, whatever becomes of it. */
  readonly deadline: number;
}

export const defaultTiming: ResolverTiming = {
  refresh: { shortest: 5000, longest: 300_000 },
  retry: { first: 1000, longest: 60_000 },
  deadline: 10_000,
};

/** Queries under way at once: a cluster with thousands of load balancers asks for no more. */
const PARALLEL = 16;

export interface HostResolverOptions {
  readonly lookup: Lookup;
  readonly clock: Clock;
  readonly timing?: ResolverTiming;
  /** Gets the addresses of a host when they are another; empty where it has never been resolved. */
  readonly resolved: (host: string, addresses: readonly string[]) => void;
}

interface Entry {
  readonly host: string;
  v4: readonly string[];
  v6: readonly string[];
  told: string | undefined;
  failures: number;
  cancel: () => void;
}

/**
 * Keeps host names resolved. What a host had last is held while it cannot be resolved, and while the DNS says
 * that it has nothing: a load balancer that is being replaced must not take its records along.
 */
export class HostResolver {
  readonly #options: HostResolverOptions;
  readonly #timing: ResolverTiming;
  readonly #entries = new Map<string, Entry>();
  readonly #waiting = new Set<Entry>();
  #asking = 0;
  /** Entries of which nothing has been told. */
  #unsettled = 0;

  constructor(options: HostResolverOptions) {
    this.#options = options;
    this.#timing = options.timing ?? defaultTiming;
  }

  /** Whether every host has been asked for once, with whatever result. */
  get settled(): boolean {
    return this.#unsettled === 0;
  }

  add(host: string): void {
    if (this.#entries.has(host)) return;
    const entry: Entry = { host, v4: [], v6: [], told: undefined, failures: 0, cancel: () => {} };
    this.#entries.set(host, entry);
    this.#unsettled += 1;
    this.#enqueue(entry);
  }

  remove(host: string): void {
    const entry = this.#entries.get(host);
    if (entry === undefined) return;
    entry.cancel();
    this.#waiting.delete(entry);
    if (entry.told === undefined) this.#unsettled -= 1;
    this.#entries.delete(host);
  }

  stop(): void {
    for (const host of [...this.#entries.keys()]) this.remove(host);
  }

  #enqueue(entry: Entry): void {
    this.#waiting.add(entry);
    this.#dispatch();
  }

  #dispatch(): void {
    for (const entry of this.#waiting) {
      if (this.#asking >= PARALLEL) return;
      this.#waiting.delete(entry);
      void this.#ask(entry);
    }
  }

  async #ask(entry: Entry): Promise<void> {
    this.#asking += 1;
    const answer = await this.#withinDeadline(entry);
    this.#asking -= 1;
    if (this.#entries.get(entry.host) === entry) this.#take(entry, answer);
    this.#dispatch();
  }

  #withinDeadline({ host }: Entry): ReturnType<Lookup> {
    const { clock, lookup } = this.#options;
    return new Promise((resolve) => {
      const failure = { failure: 'ETIMEOUT' };
      const cancel = clock.after(this.#timing.deadline, () => resolve({ v4: failure, v6: failure }));
      lookup(host).then((answer) => {
        cancel();
        resolve(answer);
      });
    });
  }

  #take(entry: Entry, { v4, v6 }: Awaited<ReturnType<Lookup>>): void {
    const found = addressesOf(v4).length + addressesOf(v6).length > 0;
    if (found) {
      // A family of which nothing can be told keeps what it had, whatever the other one says.
      if ('addresses' in v4) entry.v4 = sorted(v4.addresses);
      if ('addresses' in v6) entry.v6 = sorted(v6.addresses);
    }
    const failed = 'failure' in v4 || 'failure' in v6;
    entry.failures = found && !failed ? 0 : entry.failures + 1;
    this.#tell(entry);
    const { clock } = this.#options;
    const { refresh, retry } = this.#timing;
    const wait =
      entry.failures === 0 ? within(refresh, ttlOf(v4, v6)) : backoffDelay(entry.failures, retry, clock);
    entry.cancel = clock.after(wait, () => this.#enqueue(entry));
  }

  #tell(entry: Entry): void {
    const addresses = [...entry.v4, ...entry.v6];
    const text = addresses.join();
    if (entry.told === text) return;
    if (entry.told === undefined) this.#unsettled -= 1;
    entry.told = text;
    this.#options.resolved(entry.host, addresses);
  }
}

function addressesOf(answer: FamilyAnswer): readonly string[] {
  return 'addresses' in answer ? answer.addresses : [];
}

function sorted(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses)].sort();
}

/** Milliseconds; what says none is asked for as rarely as allowed. */
function ttlOf(...answers: readonly FamilyAnswer[]): number {
  const all = answers.flatMap((answer) => ('ttl' in answer && answer.ttl !== undefined ? [answer.ttl] : []));
  return Math.min(...all) * 1000;
}

function within({ shortest, longest }: ResolverTiming['refresh'], value: number): number {
  return Math.max(shortest, Math.min(longest, value));
}
