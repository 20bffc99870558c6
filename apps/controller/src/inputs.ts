import type { Clock, FieldsByKind, Kind, Problem } from '@skywriter/core';
import {
  type ApiServerWatch,
  type ManifestProblem,
  type ManifestWatch,
  type ObjectStore,
  watchApiServer,
  watchManifests,
} from '@skywriter/kubernetes';
import type { Configuration } from './config/schema.ts';
import type { Log } from './log/log.ts';
import { type LoadBalancerHosts, resolveLoadBalancerHosts } from './resolve/load-balancer-hosts.ts';
import { type Lookup, systemLookup } from './resolve/lookup.ts';
import { serviceOptionsOf } from './sources.ts';

export interface InputOptions {
  readonly configuration: Configuration;
  readonly store: ObjectStore;
  /** What templates need of objects. */
  readonly fields: FieldsByKind;
  /** The kinds that sources read: nothing else is asked for. */
  readonly kinds: ReadonlySet<Kind>;
  /** Of these, the kinds that carry names: what `labelSelector` selects among. */
  readonly selected: ReadonlySet<Kind>;
  readonly clock: Clock;
  readonly log: Log;
  readonly offline?: boolean;
  /** Resolves host names of load balancers; the system's resolver when absent. */
  readonly lookup?: Lookup;
}

/** Everything that brings objects. */
export interface Inputs {
  /**
   * Everything that can be read of a kind has been read. That may be less than everything there is, where a
   * manifest is malformed: then the store is not synced, so that nothing is deleted, but work goes on.
   */
  read(kind: Kind): boolean;
  /** Why a kind is not known, or what is wrong with what is. */
  problem(kind: Kind): Problem | undefined;
  /** What is wrong in manifest files. */
  manifestProblems(): readonly ManifestProblem[];
  stop(): Promise<void>;
}

/**
 * Starts what the configuration names: manifest files, an API server, or both. Files come first: what they
 * say of an object counts before what the cluster says.
 */
export async function startInputs(options: InputOptions): Promise<Inputs> {
  const { kubernetes } = options.configuration;
  // Before anything is read: it hears of Services as they come.
  const hosts = resolveHosts(options);
  const files = watchFiles(options);
  const api =
    kubernetes === undefined || options.offline === true ? undefined : watchCluster(options, kubernetes);
  // Reading files takes no time worth mentioning, and without it nothing of them would be known.
  await files?.firstRead;
  return {
    read: (kind) =>
      kind === 'HostAddress' ? (hosts?.read() ?? true) : api === undefined || api.state(kind).synced,
    problem: (kind) => (kind === 'HostAddress' ? undefined : api?.state(kind).problem),
    manifestProblems: () => files?.state.problems ?? [],
    stop: async () => {
      hosts?.stop();
      await Promise.all([files?.stop(), api?.stop()]);
    },
  };
}

function resolveHosts(options: InputOptions): LoadBalancerHosts | undefined {
  const { configuration, store, clock, kinds, lookup = systemLookup() } = options;
  const service = serviceOptionsOf(configuration);
  if (!kinds.has('HostAddress') || service === undefined) return undefined;
  if (options.offline !== true) return resolveLoadBalancerHosts({ store, clock, lookup, service });
  store.feed({ kinds: ['HostAddress'] }).synced('HostAddress');
  return undefined;
}

function watchFiles({ configuration, store, fields, clock, log }: InputOptions): ManifestWatch | undefined {
  const { manifests } = configuration;
  if (manifests.length === 0) return undefined;
  let told = new Set<string>();
  return watchManifests({
    paths: manifests,
    fields,
    store,
    clock,
    onState({ files, objects, problems }) {
      log.debug({ files, objects, problems: problems.length }, 'manifests');
      for (const { code, message, hint, file } of problems) {
        if (!told.has(message)) log.warn({ file, code, hint }, message);
      }
      told = new Set(problems.map(({ message }) => message));
    },
  });
}

function watchCluster(
  { store, clock, kinds, fields, selected, log }: InputOptions,
  kubernetes: NonNullable<Configuration['kubernetes']>,
): ApiServerWatch {
  const { labelSelector, ...access } = kubernetes;
  const labelSelectors =
    labelSelector === undefined ? {} : Object.fromEntries([...selected].map((kind) => [kind, labelSelector]));
  return watchApiServer({
    ...access,
    kinds: [...kinds],
    fields,
    labelSelectors,
    store,
    clock,
    onState(kind, { synced, live, problem }) {
      if (problem !== undefined) log.warn({ kind, code: problem.code, hint: problem.hint }, problem.message);
      else log.debug({ kind, synced, live }, 'kind');
    },
  });
}
