import { randomUUID } from 'node:crypto';
import type { Clock, Problem } from '@skywriter/core';
import type { ObjectApi } from '../objects/object-api.ts';
import { pause } from '../reflector/timing.ts';
import { heldLease, type Lease, leases, newLease, readLease } from './lease.ts';
import {
  afterFailure,
  afterGrant,
  afterReading,
  holderOf,
  isLeading,
  leaseToTake,
  newStanding,
} from './standing.ts';
import { checkTiming, defaultElectionTiming, type ElectionTiming, JITTER, patienceOf } from './timing.ts';

export interface ElectionListener {
  /** This candidate leads from now on. */
  started(): void;
  /** It leads no more; nobody else does yet. */
  stopped(): void;
  /** Another one holds the Lease, or nobody. For logs. */
  leader(identity: string | undefined): void;
  /** What keeps the Lease from being read or written; undefined when it is over. */
  problem(problem: Problem | undefined): void;
}

export interface ElectionOptions {
  readonly api: Pick<ObjectApi, 'request'>;
  readonly clock: Clock;
  readonly namespace: string;
  /** Of the Lease; instances that do not compete have different ones. */
  readonly name: string;
  /** For people, such as the Pod's name; a part of its own is added, so that no other process has the same. */
  readonly identity: string;
  /** Its methods must not throw. */
  readonly listener: ElectionListener;
  readonly timing?: ElectionTiming;
}

export interface Election {
  readonly identity: string;
  /**
   * Whether this candidate leads at this very moment, by its clock: also right where the process was frozen and
   * nobody has been told yet. To be asked before each write.
   */
  readonly leading: boolean;
  /** Who holds the Lease, as far as it is known. */
  readonly leader: string | undefined;
  /** Leads no more at once, and gives the Lease back, so that another one can lead. */
  stop(): Promise<void>;
}

/** After a conflict it is looked at again at once, so often at most. */
const LOOKS = 3;

/**
 * Takes part in an election of one leader, by a Lease (coordination.k8s.io/v1). At no time do two lead, as long as
 * their clocks run equally fast; what the clocks show is never compared. Throws `SKY_LEASE_TIMING`.
 */
export function joinElection(options: ElectionOptions): Election {
  const { api, clock, namespace, name, listener, timing = defaultElectionTiming } = options;
  checkTiming(timing);
  const { leaseDuration, retryPeriod } = timing;
  const identity = `${options.identity}_${randomUUID()}`;
  const target = { resource: leases, namespace, name, patience: patienceOf(timing) };
  const stopping = new AbortController();
  let standing = newStanding(identity);
  let told: { leading: boolean; leader: string | undefined; problem: Problem | undefined } = {
    leading: false,
    leader: undefined,
    problem: undefined,
  };
  let cancelLapse = (): void => {};

  const leads = () => !stopping.signal.aborted && isLeading(standing, clock.now());

  function tell(problem: Problem | undefined): void {
    const before = told;
    const leader = standing.lease === undefined ? before.leader : holderOf(standing);
    told = { leading: leads(), leader, problem };
    if (before.leading && !told.leading) listener.stopped();
    if (before.leader !== leader) listener.leader(leader);
    if (!before.leading && told.leading) listener.started();
    if (before.problem?.message !== problem?.message) listener.problem(problem);
  }

  /** Tells that it leads no more when the time for it has come, and sees to it that it comes. */
  function lapse(): void {
    cancelLapse();
    tell(told.problem);
    const { leadsUntil } = standing;
    if (leads() && leadsUntil !== undefined) cancelLapse = clock.after(leadsUntil - clock.now(), lapse);
  }

  /** Whether it was read. */
  async function read(): Promise<boolean> {
    const answer = await api.request({ ...target, verb: 'get' });
    const lease = answer.status === 404 ? 'absent' : readLease(answer.object);
    if (lease !== undefined) standing = afterReading(standing, lease, { now: clock.now(), timing });
    tell(lease === undefined ? (answer.problem ?? noLease) : undefined);
    return lease !== undefined;
  }

  /** Whether nobody was faster, so that there is nothing more to do now. */
  async function take(lease: Lease | 'absent'): Promise<boolean> {
    const sent = clock.now();
    const holding = { holder: identity, duration: leaseDuration, epoch: Date.now() };
    const answer = await api.request(
      lease === 'absent'
        ? { ...target, verb: 'create', body: newLease(name, namespace, holding) }
        : { ...target, verb: 'update', body: heldLease(lease, holding) },
    );
    const granted = readLease(answer.object);
    standing =
      granted === undefined ? afterFailure(standing) : afterGrant(standing, granted, { sent, timing });
    const overtaken = answer.status === 409 || answer.status === 404;
    tell(granted === undefined && !overtaken ? (answer.problem ?? noLease) : undefined);
    lapse();
    return !overtaken;
  }

  async function round(): Promise<void> {
    for (let looks = 0; looks < LOOKS && !stopping.signal.aborted; looks += 1) {
      const known = looks === 0 && holderOf(standing) === identity;
      if (!known && !(await read())) return;
      const lease = leaseToTake(standing, clock.now());
      if (stopping.signal.aborted || lease === undefined || (await take(lease))) return;
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await round();
      await pause(clock, retryPeriod * (1 + JITTER * clock.random()), stopping.signal);
    }
  }
  const running = run();

  async function giveBack(): Promise<void> {
    const { lease } = standing;
    if (lease === undefined || lease === 'absent' || lease.holder !== identity) return;
    const body = heldLease(lease, { holder: undefined, duration: leaseDuration, epoch: Date.now() });
    await api.request({ ...target, verb: 'update', body });
  }

  return {
    identity,
    get leading() {
      return leads();
    },
    get leader() {
      return told.leader;
    },
    async stop() {
      stopping.abort(new Error('stopped'));
      tell(told.problem);
      await running;
      cancelLapse();
      await giveBack();
    },
  };
}

const noLease: Problem = {
  code: 'SKY_API_PROTOCOL',
  message: 'The answer about a Lease is not that of a Kubernetes API server.',
  hint: 'Check that the address is that of the API server and not of a proxy or login page.',
};
