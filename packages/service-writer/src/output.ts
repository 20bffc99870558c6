import type { Name, Output, OutputListener, Problem } from '@skywriter/core';
import { services } from './api.ts';
import { applyAll } from './apply.ts';
import { DeploymentSearch } from './deployment-search.ts';
import { Judge } from './judge.ts';
import { type Difference, Mirror } from './mirror.ts';
import type { ServicesOutputOptions } from './options.ts';
import { refusals } from './refusals.ts';
import { Restraint } from './restraint.ts';
import { describeForeign } from './service/ownership.ts';
import { settingsOf } from './settings.ts';
import { Writer } from './writer.ts';

/** Throws a SkywriterError for options that cannot be: `SKY_SERVICES_RECORD`, `SKY_SERVICES_PREFIX`. */
export function createServicesOutput(options: ServicesOutputOptions): Output {
  const { api, clock, hooks = {}, pod } = options;
  const settings = settingsOf(options);
  const { namespace } = settings;
  const mirror = new Mirror(settings);
  const restraint = new Restraint();
  let listener: OutputListener | undefined;
  let stopFollowing: (() => Promise<void>) | undefined;
  let live = false;
  let ready = false;
  let problem: Problem | undefined = notReady;

  const search = new DeploymentSearch({ api, clock, namespace, pod, onEnd: searched });
  const deployment = () => search.found;
  const judge = new Judge({ settings, mirror, deployment });
  const writer = new Writer({
    settings,
    api,
    mirror,
    restraint,
    deployment,
    clock,
    wrote: (event) => hooks.wrote?.(event),
  });

  function differ(differences: readonly (Difference | undefined)[]): void {
    const names = new Set<Name>();
    const drifted = new Set<Name>();
    for (const difference of differences) {
      if (difference === undefined) continue;
      const concerned = judge.concernedBy(difference);
      for (const name of concerned) names.add(name);
      if (!ready || writer.isWriting(difference.service) || !judge.isDrift(difference)) continue;
      restraint.drifted(difference.service, clock.now());
      for (const name of concerned) drifted.add(name);
    }
    if (drifted.size > 0) hooks.drifted?.(drifted);
    // Until it is ready nobody knows what is dirty; then everything is looked at anyway.
    if (ready && names.size > 0) listener?.dirty(names);
  }

  function searched(): void {
    if (ready) listener?.dirty(mirror.names());
    decideReadiness();
  }

  function decideReadiness(): void {
    const now = live && search.ended && listener !== undefined;
    if (now === ready) return;
    ready = now;
    listener?.readiness(ready);
  }

  return {
    name: settings.output,
    get zones() {
      return judge.zones;
    },
    defaultTtl: settings.defaultTtl,
    async start(to) {
      listener = to;
      stopFollowing = api.follow(
        { resource: services, namespace },
        {
          listed: (objects) => differ(mirror.listed(objects)),
          changed: (object) => differ([mirror.changed(object)]),
          deleted: (object) => differ([mirror.deleted(object)]),
          state: (state) => {
            live = state.synced && state.live;
            problem = live ? undefined : (state.problem ?? notReady);
            decideReadiness();
          },
        },
      );
      void search.start();
    },
    async stop() {
      listener = undefined;
      ready = false;
      problem = stopped;
      search.stop();
      await stopFollowing?.();
      await writer.idle();
    },
    get ready() {
      return ready;
    },
    get problem() {
      return problem ?? (ready ? search.problem : notReady);
    },
    observed(name) {
      const mirrored = mirror.at(settings.byName.get(name)?.serviceName ?? '');
      const foreign = mirrored?.ownership === 'foreign' ? [describeForeign(mirrored.seen, namespace)] : [];
      return { recordSets: mirror.recordsOf(name), foreign };
    },
    ownedNames: () => mirror.names(),
    get ownedCount() {
      return mirror.count;
    },
    refuses: (recordSets) => refusals(recordSets, settings),
    settled: (assignment) => judge.settled(assignment),
    async apply(assignments) {
      if (ready) return await applyAll(assignments, { settings, mirror, writer });
      const why = problem ?? notReady;
      return assignments.map(({ name }) => ({ name, result: 'failed', problem: why }));
    },
  };
}

const notReady: Problem = {
  code: 'SKY_SERVICES_NOT_READY',
  message: 'Which Services there are is not known yet.',
  hint: 'Wait until the output is ready.',
};

const stopped: Problem = {
  code: 'SKY_SERVICES_STOPPED',
  message: 'The output has been stopped.',
  hint: 'Nothing: the program is ending, or its configuration has changed.',
};
