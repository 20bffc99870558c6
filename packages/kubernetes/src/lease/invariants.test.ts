import { type ManualClock, manualClock } from '@skywriter/testbed';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ObjectAnswer, ObjectRequest } from '../objects/object-api.ts';
import { type Election, joinElection } from './election.ts';
import { failed, LeaseServer } from './fixtures/lease-server.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));
const TICK = 250;

/** What the network does with a request, in ticks: when it arrives, and when its answer does; never where absent. */
interface Fate {
  readonly arrives: number | undefined;
  readonly answered: number | undefined;
}

/** A candidate with a clock and a network of its own. */
class Candidate {
  readonly clock: ManualClock = manualClock(0.5);
  readonly #rate: number;
  readonly #server: LeaseServer;
  readonly #fates: readonly Fate[];
  #sent = 0;
  #tick = 0;
  /** What happens at a tick, whether the process runs or not. */
  #network: { at: number; happens: () => void }[] = [];
  /** What the process learns when it runs. */
  #inbox: (() => void)[] = [];
  frozen = 0;
  healthy = false;
  election: Election | undefined;
  #slept = 0;

  constructor(server: LeaseServer, rate: number, fates: readonly Fate[]) {
    this.#server = server;
    this.#rate = rate;
    this.#fates = fates;
  }

  join(index: number): void {
    this.election = joinElection({
      api: { request: (what) => this.#request(what) },
      clock: this.clock,
      namespace: 'sky',
      name: 'writer',
      identity: `c${index}`,
      listener: { started: () => {}, stopped: () => {}, leader: () => {}, problem: () => {} },
    });
  }

  #request(what: ObjectRequest): Promise<ObjectAnswer> {
    const fate = this.#fates[this.#sent++ % this.#fates.length];
    const { arrives, answered } = this.healthy || fate === undefined ? { arrives: 0, answered: 0 } : fate;
    return new Promise((resolve) => {
      // A request whose time is up is given up here, and may arrive there all the same.
      this.clock.after(what.patience ?? 0, () => resolve(failed(0)));
      if (arrives === undefined) return;
      this.#at(arrives, () => {
        const answer = this.#server.answer(what);
        if (answered !== undefined) this.#at(answered, () => this.#inbox.push(() => resolve(answer)));
      });
    });
  }

  #at(ticks: number, happens: () => void): void {
    this.#network.push({ at: this.#tick + ticks, happens });
  }

  /** A tick of the world passes. Returns whether it leads, as its program would see it. */
  async pass(): Promise<boolean> {
    this.#tick += 1;
    const due = this.#network.filter(({ at }) => at <= this.#tick);
    this.#network = this.#network.filter(({ at }) => at > this.#tick);
    for (const { happens } of due) happens();
    this.#slept += TICK * this.#rate;
    if (this.frozen > 0) {
      this.frozen -= 1;
      return false;
    }
    this.clock.advance(this.#slept);
    this.#slept = 0;
    for (const learn of this.#inbox.splice(0)) learn();
    for (let round = 0; round < 4; round += 1) await settle();
    return this.election?.leading ?? false;
  }
}

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ arrives: 0, answered: 0 }) },
  fc.record({
    arrives: fc.option(fc.nat(60), { nil: undefined }),
    answered: fc.option(fc.nat(60), { nil: undefined }),
  }),
);
const candidate = fc.record({
  /** Clocks need not run equally fast, as long as the margin between deadline and duration is not used up. */
  rate: fc.constantFrom(0.9, 1, 1.1),
  fates: fc.array(fate, { minLength: 1, maxLength: 40 }),
});
const trouble = fc.record({
  after: fc.nat(60),
  who: fc.nat(2),
  what: fc.constantFrom('freeze', 'stop', 'touch'),
  ticks: fc.nat(120),
});

it('never has two leaders, whatever network, freezes and clocks do, and has one when all is well again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(candidate, candidate, candidate),
      fc.array(trouble, { maxLength: 8 }),
      async (setup, troubles) => {
        const server = new LeaseServer();
        const candidates = setup.map(({ rate, fates }) => new Candidate(server, rate, fates));
        for (const [index, one] of candidates.entries()) one.join(index);
        const run = async (ticks: number) => {
          let leaders = 0;
          for (let tick = 0; tick < ticks; tick += 1) {
            leaders = 0;
            for (const one of candidates) leaders += (await one.pass()) ? 1 : 0;
            expect(leaders).toBeLessThanOrEqual(1);
          }
          return leaders;
        };
        for (const { after, who, what, ticks } of troubles) {
          await run(after);
          const one = candidates[who];
          if (what === 'freeze' && one !== undefined) one.frozen = ticks;
          if (what === 'stop') void one?.election?.stop();
          if (what === 'touch' && server.lease !== undefined) server.write(server.lease);
        }
        await run(40);
        for (const one of candidates) Object.assign(one, { healthy: true, frozen: 0 });
        const stopped = new Set(troubles.filter(({ what }) => what === 'stop').map(({ who }) => who));
        expect(await run(160)).toBe(stopped.size === candidates.length ? 0 : 1);
      },
    ),
    { numRuns: 60 },
  );
});
