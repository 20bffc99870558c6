import type { Assignment, Output, RecordSet } from '@skywriter/core';
import { manualClock } from '@skywriter/testbed';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Fault, MemoryApi } from './fixtures/memory-api.ts';
import { ALPHA, name, sets, startOutput } from './fixtures/world.ts';

/** Services `s0`, `s1`, `s2`, and which hostnames they publish: one configuration after another. */
const configurations = [
  ['s0: a.test', 's1: b.test c.test'],
  ['s0: a.test b.test', 's2: c.test'],
  ['s1: c.test a.test'],
];
const hosts = ['a.test', 'b.test', 'c.test'];
const contents = [[], ['60 A 10.0.0.1'], ['60 A 10.0.0.1', '60 AAAA fd00::1'], ['30 CNAME lb.test']];

type Step =
  | { readonly do: 'want'; readonly content: number }
  | { readonly do: 'reconcile' | 'hold' | 'release' | 'relist' }
  | { readonly do: 'configure'; readonly configuration: number }
  | { readonly do: 'spoil' | 'delete' | 'intrude' | 'leave'; readonly service: number }
  | { readonly do: 'fault'; readonly fault: Fault };

const service = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('want' as const), content: fc.nat(contents.length - 1) }),
  fc.record({ do: fc.constantFrom('reconcile', 'reconcile', 'hold', 'hold', 'release', 'relist') }),
  fc.record({ do: fc.constant('configure' as const), configuration: fc.nat(configurations.length - 1) }),
  fc.record({ do: fc.constantFrom('spoil', 'delete', 'intrude', 'leave'), service }),
  fc.record({
    do: fc.constant('fault' as const),
    fault: fc.constantFrom<Fault>(403, 409, 500, 'no answer', 'lost'),
  }),
);

class World {
  readonly api = new MemoryApi();
  readonly clock = manualClock();
  /** What somebody else made, as it must stay. */
  readonly foreign = new Map<string, unknown>();
  configuration: readonly string[] = [];
  wanted: readonly string[] = [];
  output: Output | undefined;

  async configure(index: number): Promise<void> {
    await this.output?.stop();
    this.configuration = configurations[index] ?? [];
    const { api, clock, configuration: records } = this;
    this.output = (await startOutput({ api, clock, records })).output;
  }

  /** What a reconciler does with all names at once. */
  async reconcile(): Promise<void> {
    const { output } = this;
    if (output === undefined) return;
    const names = new Set([...hosts.map(name), ...output.ownedNames()]);
    const open: Assignment[] = [];
    for (const each of names) {
      const sets = this.recordsOf(each);
      const { recordSets, foreign } = output.observed(each);
      const after = foreign.length > 0 && recordSets.length === 0 ? [] : sets;
      if (!output.settled({ name: each, recordSets: after })) open.push({ name: each, recordSets: after });
    }
    if (open.length > 0) await output.apply(open);
  }

  recordsOf(host: string): RecordSet[] {
    return this.#home(host) !== undefined ? sets(host, ...this.wanted) : [];
  }

  async run(what: Step): Promise<void> {
    const { api } = this;
    switch (what.do) {
      case 'want':
        this.wanted = contents[what.content] ?? [];
        return;
      case 'reconcile':
        return await this.reconcile();
      case 'hold':
        api.held = true;
        return;
      case 'release':
        return api.release();
      case 'relist':
        return api.relist();
      case 'configure':
        return await this.configure(what.configuration);
      case 'fault':
        api.faults.push(what.fault);
        return;
      default:
        return this.#meddle(what.do, `s${what.service}`);
    }
  }

  #meddle(how: 'spoil' | 'delete' | 'intrude' | 'leave', service: string): void {
    const { api, foreign } = this;
    const ours = api.services.has(service) && !foreign.has(service);
    if (how === 'spoil' && ours) {
      const { annotations = {} } = api.services.get(service) ?? {};
      api.edit(service, { annotations: { ...annotations, [`${ALPHA}target`]: '6.6.6.6' } });
    }
    if (how === 'delete' && ours) api.remove(service);
    if (how === 'intrude' && !api.services.has(service)) {
      api.edit(service, { spec: { clusterIP: 'None', selector: { app: 'x' } } });
      foreign.set(service, structuredClone(api.services.get(service)));
    }
    if (how === 'leave' && foreign.delete(service)) api.remove(service);
  }

  /** Services as the configuration wants them, with hostname and target. */
  expected(): Map<string, string> {
    const services = new Map<string, string>();
    if (this.wanted.length === 0) return services;
    for (const text of this.configuration) {
      const [service = '', hostnames = ''] = text.split(': ');
      const targets = sets('a.test', ...this.wanted).flatMap((set) => set.targets.map(({ value }) => value));
      if (!this.foreign.has(service)) {
        services.set(service, `${hostnames.split(' ').join()} -> ${targets.sort().join()}`);
      }
    }
    return services;
  }

  /** The same of what is there. A name stays where it was, while a foreign Service stands where it is to go. */
  actual(): Map<string, string> {
    const services = new Map<string, string>();
    for (const [service, { annotations }] of this.api.services) {
      const hostnames = (annotations[`${ALPHA}hostname`] ?? '').split(',');
      const free = hostnames.filter((host) => !this.foreign.has(this.#home(host) ?? ''));
      if (free.length === 0 || this.foreign.has(service)) continue;
      services.set(service, `${free.join()} -> ${annotations[`${ALPHA}target`]}`);
    }
    return services;
  }

  #home(host: string): string | undefined {
    return this.configuration.find((text) => text.split(/[ :]+/).includes(host))?.split(':')[0];
  }

  expectForeignUntouched(): void {
    for (const [service, before] of this.foreign) expect(this.api.services.get(service)).toEqual(before);
  }
}

it('whatever happens, what is foreign stays as it is, and in the end all is as wanted and nothing is left to do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(2), fc.array(step, { maxLength: 40 }), async (first, steps) => {
      const world = new World();
      await world.configure(first);
      for (const each of steps) {
        await world.run(each);
        world.expectForeignUntouched();
      }
      world.api.faults.splice(0);
      world.api.release();
      for (let round = 0; round < 4; round += 1) {
        world.clock.advance(60_001);
        await world.reconcile();
      }
      world.expectForeignUntouched();
      expect(world.actual()).toEqual(world.expected());
      const writes = world.api.writes.length;
      await world.reconcile();
      expect(world.api.writes).toHaveLength(writes);
    }),
    { numRuns: 1_500 },
  );
});
