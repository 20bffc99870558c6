import { type Clock, SkywriterError } from '@skywriter/core';
import { sleep } from './backoff.ts';
import { type Endpoint, within } from './endpoint.ts';
import { isLate } from './errors.ts';
import { compareRevisions, type KeyEvent, type Revision } from './link.ts';
import type { KeyRange } from './range.ts';
import { readPages } from './snapshot.ts';
import type { Told } from './told.ts';
import { openWatch, type Watch } from './watch.ts';

const CONNECT_WITHIN_MS = 3_000;
const PROBE_EVERY_MS = 1_000;
const PROBE_WITHIN_MS = 1_500;
/** So many probes without a message on the watch: it is dead, though the connection is not. */
const SILENCES = 3;
/** Long, because a page may be large; whether the member lives at all is for the probe to say. */
const PAGE_WITHIN_MS = 30_000;

export interface SessionOptions {
  readonly endpoint: Endpoint;
  readonly range: KeyRange;
  readonly told: Told;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The member answers and lets us in. */
  readonly connected: () => void;
  readonly changed: (events: readonly KeyEvent[], revision: Revision) => void;
  /** What has been told is in step, and the member answers. */
  readonly ready: () => void;
  /** The member was late once; it may still answer. */
  readonly doubtful: (error: unknown) => void;
  /** Asked between probes: an endpoint that shall take over from this one. */
  readonly successor: () => Promise<Endpoint | undefined>;
}

/**
 * Follows the prefix over one connection: a snapshot, a watch from the revision after it, and probes beside
 * them. Every session begins with a snapshot of its own and none resumes another's watch, so whatever was cut,
 * compacted, restored or lost between two of them is in the difference of what they saw.
 *
 * Rejects when connection, watch or member fail, and when the signal aborts; returns the endpoint of the next
 * session when one takes over.
 */
export async function runSession(options: SessionOptions): Promise<Endpoint> {
  options.signal.throwIfAborted();
  const over = new AbortController();
  const state: SessionState = {
    signal: AbortSignal.any([options.signal, over.signal]),
    watch: undefined,
    inStep: false,
  };
  try {
    const first = await probe(options, CONNECT_WITHIN_MS);
    options.connected();
    return await Promise.race([follow(options, state), attend(options, state, first)]);
  } finally {
    over.abort(new Error('session over'));
    state.watch?.cancel();
  }
}

interface SessionState {
  readonly signal: AbortSignal;
  /** Once opened. */
  watch: Watch | undefined;
  /** Once the snapshot has been told. */
  inStep: boolean;
}

async function follow(options: SessionOptions, state: SessionState): Promise<never> {
  const { endpoint, range, told, changed } = options;
  const comparison = told.compare();
  let revision = '0';
  const pages = readPages(range, (request) => endpoint.kv.range(request, within(PAGE_WITHIN_MS)));
  for await (const page of pages) {
    state.signal.throwIfAborted();
    comparison.add(page.kvs);
    revision = page.revision;
  }
  const watch = await openWatch(endpoint, {
    range,
    after: revision,
    created() {
      changed(comparison.differences(revision), revision);
      state.inStep = true;
      options.ready();
    },
    changed,
  });
  state.watch = watch;
  if (state.signal.aborted) watch.cancel();
  return await watch.ended;
}

async function attend(options: SessionOptions, state: SessionState, first: Sighting): Promise<Endpoint> {
  let last = first;
  let late = false;
  let heard = -1;
  let silences = 0;
  for (;;) {
    if (!late) await sleep(PROBE_EVERY_MS, options.clock, state.signal);
    state.watch?.ask();
    const now = await probe(options).catch((error: unknown) => {
      if (late || !isLate(error)) throw error;
      options.doubtful(error);
    });
    if (late && state.inStep) options.ready();
    late = now === undefined;
    if (now === undefined) continue;
    silences = state.watch?.heard === heard ? silences + 1 : 0;
    if (silences === SILENCES) throw new SkywriterError(silent);
    heard = state.watch?.heard ?? -1;
    if (now.clusterId !== last.clusterId || compareRevisions(now.revision, last.revision) < 0) {
      throw new SkywriterError(restored);
    }
    last = now;
    const next = await options.successor();
    if (next !== undefined) return next;
  }
}

interface Sighting {
  readonly clusterId: string;
  readonly revision: Revision;
}

/** A read that needs a leader and a majority: what it takes to answer is what it takes to be of use. */
export async function probe(
  { endpoint, range }: Pick<SessionOptions, 'endpoint' | 'range'>,
  ms = PROBE_WITHIN_MS,
): Promise<Sighting> {
  const request = { key: range.key, range_end: range.end, limit: 1, keys_only: true };
  const { header } = await endpoint.kv.range(request, within(ms));
  return { clusterId: header.cluster_id, revision: header.revision };
}

const silent = {
  code: 'SKY_ETCD_UNAVAILABLE',
  message: 'The watch is silent although etcd answers.',
  hint: 'Nothing: it is opened anew; a proxy in between may cut long streams.',
} as const;

const restored = {
  code: 'SKY_ETCD_RESTORED',
  message: 'etcd has an older state than before, or is another cluster.',
  hint: 'Nothing: everything is read anew; it was probably restored from a backup.',
} as const;
