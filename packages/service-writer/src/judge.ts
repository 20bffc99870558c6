import { type Assignment, isWithin, type Name } from '@skywriter/core';
import type { Difference, Mirror } from './mirror.ts';
import { compose, isServed, sameSets } from './records.ts';
import { contentOf, hasContent } from './service/content.ts';
import type { OwnerReference, SeenService } from './service/seen.ts';
import type { Records } from './service/stored.ts';
import type { Settings } from './settings.ts';

export interface JudgeContext {
  readonly settings: Settings;
  readonly mirror: Mirror;
  readonly deployment: () => OwnerReference | undefined;
}

/** Says of what is there whether it is as it should be. */
export class Judge {
  readonly #context: JudgeContext;

  constructor(context: JudgeContext) {
    this.#context = context;
  }

  /** The configured names, and those that a former configuration has left: they may be written, too, to go. */
  get zones(): readonly Name[] {
    const { settings, mirror } = this.#context;
    const own = [...settings.byName.keys()];
    const left = [...mirror.names()].filter((name) => !own.some((zone) => isWithin(name, zone)));
    return [...own, ...left];
  }

  settled({ name, recordSets }: Assignment): boolean {
    const { settings, mirror } = this.#context;
    const home = settings.byName.get(name)?.serviceName;
    if (mirror.holders(name).some((service) => service !== home)) return false;
    const mirrored = home === undefined ? undefined : mirror.at(home);
    if (mirrored?.ownership !== 'ours') return recordSets.length === 0;
    const { records, seen } = mirrored;
    if (!sameSets(records.get(name) ?? [], recordSets) || !isServed(name, records)) return false;
    const ordered = compose(seen.name, records, new Map(), settings).records;
    return this.#isIntact(seen, seen, ordered);
  }

  /** The names that have to do with a Service that changed. */
  concernedBy({ service, before, after }: Difference): Name[] {
    const configured = this.#context.settings.byService.get(service)?.hostnames ?? [];
    return [...new Set([...configured, ...(before?.records.keys() ?? []), ...(after?.records.keys() ?? [])])];
  }

  /** Whether what we had written is not there any more as we wrote it. */
  isDrift({ before, after }: Difference): boolean {
    if (before?.ownership !== 'ours' || !this.#isIntact(before.seen, before.seen, before.records))
      return false;
    return after === undefined || !this.#isIntact(after.seen, before.seen, before.records);
  }

  /** Whether a state of a Service has what another state of it was made of. */
  #isIntact(state: SeenService, seen: SeenService, records: Records): boolean {
    const { settings, deployment } = this.#context;
    if (records.size === 0) return false;
    return hasContent(state, contentOf(seen.name, records, { settings, deployment: deployment(), seen }));
  }
}
