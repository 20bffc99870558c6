import { hostname } from 'node:os';
import { type Clock, SkywriterError } from '@skywriter/core';
import { type Election, joinElection, type ObjectApi } from '@skywriter/kubernetes';
import type { Configuration } from '../config/schema.ts';
import type { Log } from '../log/log.ts';
import { ownNamespace } from '../outputs/services.ts';
import type { Leadership } from './gate.ts';

export interface ElectedLeadership extends Leadership {
  stop(): Promise<void>;
}

/** Takes part in the election of a configuration. Throws `SKY_NAMESPACE`. */
export function startElection(options: {
  readonly settings: NonNullable<Configuration['leaderElection']>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly api: ObjectApi;
  readonly clock: Clock;
  readonly log: Log;
}): ElectedLeadership {
  const { settings, env, api, clock, log } = options;
  const namespace = settings.namespace ?? ownNamespace(env);
  if (namespace === undefined) throw new SkywriterError(noNamespace);
  const { lease } = settings;
  const changes = new Set<() => void>();
  const change = (): void => {
    for (const changed of changes) changed();
  };
  const election: Election = joinElection({
    api,
    clock,
    namespace,
    name: lease,
    identity: env.POD_NAME || hostname(),
    listener: {
      started() {
        log.info({ lease }, 'leading');
        change();
      },
      stopped() {
        log.warn({ lease }, 'leading no more');
        change();
      },
      leader: (leader) => log.info({ lease, leader: leader ?? '' }, 'the holder of the Lease changed'),
      problem(problem) {
        if (problem === undefined) log.info({ lease }, 'its problem is solved');
        else log.warn({ lease, code: problem.code, hint: problem.hint }, problem.message);
      },
    },
  });
  return {
    get leading() {
      return election.leading;
    },
    onChange(changed) {
      changes.add(changed);
      return () => changes.delete(changed);
    },
    stop: () => election.stop(),
  };
}

const noNamespace = {
  code: 'SKY_NAMESPACE',
  message: 'In which namespace the Lease of leaderElection is, is not known.',
  hint: 'Name it with leaderElection.namespace, or set the variable POD_NAMESPACE.',
} as const;
