import { type Prefix, parsePrefix, pathOf } from '@skywriter/skydns';
import { eventually, type KeyValue } from '@skywriter/testbed';
import { name, ZONE } from '../../e2e/world.ts';
import { Objects, type Wish } from './objects.ts';
import { Place } from './place.ts';
import type { Servers } from './servers.ts';
import { type Skywriter, startApart, startHere } from './skywriter.ts';
import { type Owner, owners, type Step } from './steps.ts';

/** What somebody else put there, and the revision at which he did. */
export type Foreign = ReadonlyMap<string, { readonly value: string; readonly modRevision: number }>;

export interface HistoryOptions {
  readonly id: string;
  readonly servers: Servers;
  readonly steps: readonly Step[];
  /** The first Skywriter runs as a process. */
  readonly apart: boolean;
  /** Whether records may appear under our owner that no Skywriter wrote. */
  readonly rivals: boolean;
}

/** How long to wait for what must come; generous, since machines are busy. */
const WITHIN = 120_000;

/** One namespace, one prefix, two Skywriters with an owner each, and everything that befalls them. */
export class History {
  readonly prefix: Prefix;
  readonly objects: Objects;
  readonly place: Place;
  /** What happened, for who must understand a failure. */
  readonly told: string[] = [];
  readonly #options: HistoryOptions;
  readonly #running = new Map<Owner, Skywriter>();
  #foreign: Foreign = new Map();
  #backup: Foreign = new Map();
  #rivals = 0;
  #rests = 0;

  private constructor(options: HistoryOptions, objects: Objects, place: Place) {
    this.#options = options;
    this.prefix = parsePrefix(`/${options.id}`);
    this.objects = objects;
    this.place = place;
  }

  static async start(options: HistoryOptions): Promise<History> {
    const objects = await Objects.create(options.servers.api, options.id);
    const history = new History(options, objects, await Place.start(options.id, options.servers));
    for (const owner of owners) await history.#start(owner);
    return history;
  }

  get foreign(): Foreign {
    return this.#foreign;
  }

  get skywriters(): ReadonlyMap<Owner, Skywriter> {
    return this.#running;
  }

  keys(): Promise<KeyValue[]> {
    return this.#options.servers.etcd.list(`${this.prefix}/`);
  }

  snapshot(): void {
    this.#backup = new Map(this.#foreign);
  }

  restored(): void {
    this.#foreign = new Map(this.#backup);
  }

  async turn(index: number): Promise<void> {
    const step = this.#options.steps[index];
    if (step === undefined) return;
    const done = this.#possible(step) ? await this.#carryOut(step) : 'cannot: the server is away';
    this.told.push(`${index}. ${JSON.stringify(step)}${done === undefined ? '' : ` (${done})`}`);
  }

  /** Heals what is its own, and waits until nothing is under way any more. The servers must be well. */
  async rest(): Promise<void> {
    await this.place.heal();
    const { etcd } = this.#options.servers;
    const markers = owners.flatMap((owner) => this.#markersOf(owner));
    // What was told of their kinds before has been taken in when these are published, …
    for (const marker of markers) await this.objects.put(marker);
    const keys = await Promise.all(markers.map((marker) => this.#published(marker)));
    // … what was changed in etcd before, when these have been put right, …
    for (const key of keys) await etcd.delete(key);
    await Promise.all(markers.map((marker) => this.#published(marker)));
    await this.#idle();
    // … and what came of it is written when nothing is pending, twice.
    for (const marker of markers) await this.objects.remove(marker);
    await eventually(async () => (await this.keys()).every(({ key }) => !key.includes('/zz')), {
      within: WITHIN,
      what: 'the end of what only waiting needs',
    });
    await this.#idle();
  }

  async stop(): Promise<void> {
    await this.place.heal();
    await Promise.all([...this.#running.values()].map((skywriter) => skywriter.stop()));
    await this.place.stop();
  }

  async #start(owner: Owner): Promise<void> {
    const configuration = this.place.configuration(owner);
    const apart = this.#options.apart && owner === 'us';
    this.#running.set(
      owner,
      apart ? await startApart(configuration, this.place.folder) : await startHere(configuration),
    );
  }

  #possible(step: Step): boolean {
    const { etcdUp, apiUp } = this.#options.servers;
    if (step.do === 'put' || step.do === 'remove') return apiUp;
    if (step.do === 'rest') return etcdUp && apiUp;
    return etcdUp || !['drift', 'rival', 'foreign', 'foreign gone'].includes(step.do);
  }

  /** Returns what is to be known of it besides the step, such as that there was nothing to do. */
  async #carryOut(step: Step): Promise<string | undefined> {
    const { etcd } = this.#options.servers;
    switch (step.do) {
      case 'put':
        await this.objects.put(step);
        return undefined;
      case 'remove': {
        const { wishes } = this.objects;
        const wish = wishes[step.pick % Math.max(wishes.length, 1)];
        if (wish === undefined) return 'nothing there';
        await this.objects.remove(wish);
        return `${wish.kind} ${wish.owner}-${wish.object}`;
      }
      case 'drift': {
        const ours = (await this.keys()).filter(({ value }) => ownerOf(value) !== undefined);
        const victim = ours[step.pick % Math.max(ours.length, 1)];
        if (victim === undefined) return 'nothing there';
        if (step.how === 'delete') await etcd.delete(victim.key);
        else await etcd.put(victim.key, victim.value.replace('}', ',"x":1}').replace('{,', '{'));
        return victim.key;
      }
      case 'rival': {
        if (!this.#options.rivals || this.#rivals > 0) return 'not now';
        this.#rivals += 1;
        const value = '{"host":"192.0.2.77","ttl":30,"targetstrip":1,"owner":"us"}';
        await etcd.put(`${pathOf(name(step.host), this.prefix)}/0badcafe`, value);
        return undefined;
      }
      case 'foreign': {
        const key = `${pathOf(name(ZONE), this.prefix)}/${step.key}`;
        const modRevision = await etcd.put(key, step.value);
        this.#foreign = new Map(this.#foreign).set(key, { value: step.value, modRevision });
        return undefined;
      }
      case 'foreign gone': {
        const there = [...this.#foreign.keys()];
        const key = there[step.pick % Math.max(there.length, 1)];
        if (key === undefined) return 'nothing there';
        await etcd.delete(key);
        this.#foreign = new Map([...this.#foreign].filter(([other]) => other !== key));
        return key;
      }
      case 'etcd':
        await this.place.breakEtcd(step.fault);
        return undefined;
      case 'api':
        await this.place.breakApi(step.fault);
        return undefined;
      case 'heal':
        await this.place.heal();
        return undefined;
      case 'restart':
        for (const owner of owners) {
          await this.#running.get(owner)?.stop();
          await this.#start(owner);
        }
        return undefined;
      case 'rest':
        await this.rest();
        return undefined;
    }
  }

  #markersOf(owner: Owner): Wish[] {
    this.#rests += 1;
    return (['Ingress', 'Service'] as const).map((kind) => ({
      kind,
      object: 'marker',
      owner,
      hosts: [`${kind.toLowerCase()}-${this.#rests}.${owner}.zz.${ZONE}`],
      targets: ['192.0.2.99'],
    }));
  }

  /** The key of its record, once it is there. */
  async #published({ owner, hosts: [host = ''] }: Wish): Promise<string> {
    const path = `${pathOf(name(host), this.prefix)}/#A-`;
    return await eventually(
      async () => {
        const found = (await this.#options.servers.etcd.list(path)).find(
          ({ value }) => ownerOf(value) === owner,
        );
        if (found === undefined) throw new Error(`nothing at ${path}`);
        return found.key;
      },
      { within: WITHIN, what: host },
    );
  }

  async #idle(): Promise<void> {
    await eventually(
      async () => {
        for (const [owner, skywriter] of this.#running) {
          const pending = await skywriter.pending();
          if (pending !== 0) throw new Error(`${owner} has ${pending} names pending`);
        }
      },
      { within: WITHIN, what: 'idle Skywriters' },
    );
  }
}

/** Which Skywriter wrote a value. */
export function ownerOf(value: string): Owner | undefined {
  const found = /"owner":"(\w+)"\}?/.exec(value)?.[1];
  return owners.find((owner) => owner === found);
}
