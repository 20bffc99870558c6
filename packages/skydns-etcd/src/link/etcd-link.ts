import { type Clock, SkywriterError, unwrap } from '@skywriter/core';
import { backoff, sleep } from './backoff.ts';
import { readCertificates } from './credentials.ts';
import { type Endpoint, openEndpoint } from './endpoint.ts';
import { etcdProblem, isLate } from './errors.ts';
import { createGate } from './gate.ts';
import type { EtcdLink, KeyEvent, LinkListener, Revision } from './link.ts';
import { type Address, type EtcdOptions, parseEndpoints } from './options.ts';
import { type KeyRange, rangeOf } from './range.ts';
import { commit, read } from './requests.ts';
import { probe, runSession } from './session.ts';
import { createStatus, type Status } from './status.ts';
import { createTold } from './told.ts';

/** A session that was ready for so long was a good one: the next failure is the first again. */
const STEADY_MS = 5_000;

export interface EtcdLinkOptions {
  readonly etcd: EtcdOptions;
  /** Such as `/skydns`, without a slash at its end: what is followed is [`/skydns/`, `/skydns0`). */
  readonly prefix: string;
  readonly clock: Clock;
}

/** Throws `SKY_ETCD_OPTIONS` when the endpoints are no endpoints; all else shows after `start`. */
export function createEtcdLink({ etcd, prefix, clock }: EtcdLinkOptions): EtcdLink {
  const addresses = unwrap(parseEndpoints(etcd.endpoints));
  const range = rangeOf(`${prefix}/`);
  const stopping = new AbortController();
  const { signal } = stopping;
  const gate = createGate(clock, signal);
  let status: Status | undefined;
  let running: Promise<void> | undefined;
  const requester = { gate, clock, signal, problem: () => status?.problem };

  async function run(listener: LinkListener, state: Status): Promise<void> {
    const told = createTold();
    const changed = (events: readonly KeyEvent[], revision: Revision) => {
      if (signal.aborted) return;
      tell(listener, events, revision);
      told.accept(events);
    };
    let endpoint: Endpoint | undefined;
    let retired: Endpoint | undefined;
    const abort = () => {
      endpoint?.abort();
      retired?.abort();
    };
    signal.addEventListener('abort', abort, { once: true });
    for (let failures = 0, member = 0; !signal.aborted; ) {
      const address = addresses[member % addresses.length] ?? addresses[0];
      let readySince: number | undefined;
      try {
        endpoint ??= await open(address, etcd);
        const current = endpoint;
        const next = await runSession({
          endpoint: current,
          range,
          told,
          clock,
          signal,
          connected: () => gate.open(current),
          changed,
          ready() {
            readySince ??= clock.now();
            state.ready();
          },
          doubtful: (error) => state.down(etcdProblem(error, address.target)),
          successor: () => successor(current, { etcd, range, state }),
        });
        gate.open(next);
        retired = endpoint;
        retired.retire();
        endpoint = next;
      } catch (error) {
        gate.close();
        // A watch can fail alone; requests need not pay for it unless nothing is answered at all.
        if (signal.aborted || isLate(error)) endpoint?.abort();
        else endpoint?.retire();
        retired = endpoint;
        endpoint = undefined;
        if (signal.aborted) return;
        const problem = etcdProblem(error, address.target);
        if (readySince === undefined) state.down(problem);
        else state.lost(problem);
        if (readySince !== undefined && clock.now() - readySince >= STEADY_MS) failures = 0;
        failures += 1;
        member += 1;
        await sleep(backoff(failures, clock), clock, signal).catch(() => {});
      }
    }
  }

  return {
    start(listener) {
      if (running !== undefined) throw new Error('the link has been started before');
      status = createStatus(listener, clock);
      running = run(listener, status);
    },
    async stop() {
      status?.stop();
      stopping.abort(new SkywriterError(stopped));
      await running;
    },
    commit: (transaction) => commit(requester, transaction),
    read: (request) => read(requester, request),
  };
}

async function open(address: Address, etcd: EtcdOptions): Promise<Endpoint> {
  return openEndpoint(address, etcd, await readCertificates(address.secure ? etcd.tls : undefined));
}

interface Succession {
  readonly etcd: EtcdOptions;
  readonly range: KeyRange;
  readonly state: Status;
}

/** An endpoint with the certificate files as they are now, if they have changed and etcd accepts them. */
async function successor(
  { address, fingerprint }: Endpoint,
  { etcd, range, state }: Succession,
): Promise<Endpoint | undefined> {
  let next: Endpoint | undefined;
  try {
    const certificates = await readCertificates(address.secure ? etcd.tls : undefined);
    if (certificates.fingerprint !== fingerprint) {
      next = openEndpoint(address, etcd, certificates);
      await probe({ endpoint: next, range });
    }
    state.warn(undefined);
    return next;
  } catch (error) {
    // The connection that stands was made with the old ones and still works: keep it, and say so.
    next?.abort();
    state.warn(etcdProblem(error, address.target));
    return undefined;
  }
}

function tell(listener: LinkListener, events: readonly KeyEvent[], revision: Revision): void {
  try {
    listener.changed(events, revision);
  } catch (error) {
    throw new SkywriterError({
      code: 'SKY_ETCD_LISTENER',
      message: `What etcd told could not be taken in (${error instanceof Error ? error.message : error}).`,
      hint: 'This is a defect of the program; it reads everything anew and tries again.',
    });
  }
}

const stopped = {
  code: 'SKY_ETCD_STOPPED',
  message: 'The link to etcd has been stopped.',
  hint: 'Nothing: the program is ending, or its configuration has changed.',
} as const;
