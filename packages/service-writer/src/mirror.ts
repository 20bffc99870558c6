import type { Name, RecordSet } from '@skywriter/core';
import { type Ownership, ownershipOf } from './service/ownership.ts';
import { isSameService, readService, type SeenService } from './service/seen.ts';
import type { Records } from './service/stored.ts';
import type { Settings } from './settings.ts';

export interface MirroredService {
  readonly seen: SeenService;
  readonly ownership: Ownership;
  /** What it publishes of ours; empty unless it is ours. */
  readonly records: Records;
}

/** A Service that is not as it was before. */
export interface Difference {
  readonly service: string;
  readonly before: MirroredService | undefined;
  readonly after: MirroredService | undefined;
}

const none: Records = new Map();

/** The Services of the namespace as they were last told, and where names are among those of ours. */
export class Mirror {
  readonly #settings: Settings;
  readonly #services = new Map<string, MirroredService>();
  readonly #holders = new Map<Name, Set<string>>();
  /** Deleted by us: what is still told of them is old. */
  readonly #gone = new Set<string>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  at(service: string): MirroredService | undefined {
    return this.#services.get(service);
  }

  /** The Services of ours that publish the name. */
  holders(name: Name): readonly string[] {
    return [...(this.#holders.get(name) ?? [])];
  }

  /** What the name has: that of the Service where it belongs before that of any other. */
  recordsOf(name: Name): readonly RecordSet[] {
    const home = this.#settings.byName.get(name)?.serviceName;
    const holders = this.holders(name);
    const holder = holders.find((service) => service === home) ?? holders[0];
    return (holder === undefined ? undefined : this.at(holder)?.records.get(name)) ?? [];
  }

  names(): Iterable<Name> {
    return this.#holders.keys();
  }

  get count(): number {
    return this.#holders.size;
  }

  /** Takes a complete list. */
  listed(objects: readonly unknown[]): Difference[] {
    this.#gone.clear();
    const read = objects.map(readService).filter((service) => service !== undefined);
    const left = new Set(this.#services.keys());
    for (const { name } of read) left.delete(name);
    const differences = [...read.map((service) => this.#set(service.name, service))];
    for (const service of left) differences.push(this.#set(service, undefined));
    return differences.filter((difference) => difference !== undefined);
  }

  /** Takes one state of a Service, from a watch or an answer; older ones than the known are passed over. */
  changed(object: unknown): Difference | undefined {
    const service = readService(object);
    if (service === undefined || this.#gone.has(service.uid)) return undefined;
    const known = this.#services.get(service.name)?.seen;
    if (known !== undefined && isOlder(service, known)) return undefined;
    return this.#set(service.name, service);
  }

  /** A watch told that the Service is gone. */
  deleted(object: unknown): Difference | undefined {
    const service = readService(object);
    if (service === undefined) return undefined;
    this.#gone.delete(service.uid);
    return this.gone(service.name, service.uid);
  }

  /** A Service is known to be gone, unless it is another one by now. */
  gone(name: string, uid: string | undefined): Difference | undefined {
    return uid !== undefined && this.at(name)?.seen.uid !== uid ? undefined : this.#set(name, undefined);
  }

  /** We deleted it. */
  removed({ name, uid }: SeenService): void {
    this.#gone.add(uid);
    this.gone(name, uid);
  }

  #set(service: string, seen: SeenService | undefined): Difference | undefined {
    const before = this.#services.get(service);
    const read = seen === undefined ? undefined : this.#mirrored(seen);
    const after = read?.ownership === 'foreign' && !this.#settings.byService.has(service) ? undefined : read;
    for (const name of before?.records.keys() ?? []) this.#drop(name, service);
    if (after === undefined) this.#services.delete(service);
    else {
      this.#services.set(service, after);
      for (const name of after.records.keys()) this.#hold(name, service);
    }
    return isSameService(before?.seen, after?.seen) ? undefined : { service, before, after };
  }

  #mirrored(seen: SeenService): MirroredService {
    const ownership = ownershipOf(seen, this.#settings);
    return { seen, ownership, records: ownership === 'ours' ? (seen.stored?.records ?? none) : none };
  }

  #hold(name: Name, service: string): void {
    const holders = this.#holders.get(name);
    if (holders === undefined) this.#holders.set(name, new Set([service]));
    else holders.add(service);
  }

  #drop(name: Name, service: string): void {
    const holders = this.#holders.get(name);
    holders?.delete(service);
    if (holders?.size === 0) this.#holders.delete(name);
  }
}

/** Versions count upwards (KEP-5504); where one is no number, what is told last counts. */
function isOlder({ resourceVersion: a }: SeenService, { resourceVersion: b }: SeenService): boolean {
  return /^\d+$/.test(a) && /^\d+$/.test(b) && BigInt(a) <= BigInt(b);
}
