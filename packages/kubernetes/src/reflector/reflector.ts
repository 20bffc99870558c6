import type { Clock } from '@skywriter/core';
import type { ApiClient } from '../api/client.ts';
import {
  type ApiResource,
  ApiStatusError,
  EndedError,
  faultOf,
  isOutage,
  losesPlace,
  RestoredError,
} from '../api/fault.ts';
import { pathOf } from '../api/path.ts';
import { retryDelay } from '../api/retry-delay.ts';
import type { Inbox } from './inbox.ts';
import { currentVersion, isEarlier, list } from './list.ts';
import { type KindState, sameState, unknownState } from './state.ts';
import { pause, type ReflectorTiming } from './timing.ts';
import { type WatchEvent, watch } from './watch.ts';

export interface ReflectorOptions {
  readonly row: ApiResource;
  /** Undefined for the whole cluster. */
  readonly namespace: string | undefined;
  readonly labelSelector: string | undefined;
  readonly client: ApiClient;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly timing: ReflectorTiming;
  readonly onState: (state: KindState) => void;
}

/** A watch that the server accepts and ends sooner counts as failed, so that it is not asked in a hot loop. */
const SHORTEST_WATCH = 1_000;

/** Keeps an inbox in step with one kind in one namespace, or in all, and never gives up. */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #inbox: Inbox;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  /** What has been seen; undefined when it must be listed. */
  #resourceVersion: string | undefined;
  #verb: 'list' | 'watch' = 'list';
  /** The last watch ended in silence, which a healthy server with nothing to tell and a lost one share. */
  #silent = false;
  #failures = 0;
  #state = unknownState;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#inbox = options.inbox;
    this.#running = this.#run();
  }

  get state(): KindState {
    return this.#state;
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopped'));
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        this.#resourceVersion ??= await this.#list();
        if (this.#silent) await this.#probe(this.#resourceVersion);
        await this.#watch(this.#resourceVersion);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error);
      }
    }
  }

  async #recover(error: unknown): Promise<void> {
    const { row, namespace, clock } = this.#options;
    this.#failures += 1;
    // An outage that outlasts a retry may have been used to restore a backup, and a server takes a version of its lost
    // future without a word, and then never tells anything.
    const outage = isOutage(error) && this.#failures > 1;
    if (losesPlace(error) || outage) this.#resourceVersion = undefined;
    this.#update({ live: false, problem: faultOf(error, { row, namespace, verb: this.#verb }) });
    const wish = error instanceof ApiStatusError ? error.retryAfterMs : 0;
    await pause(clock, retryDelay(this.#failures, wish, this.#options), this.#stopping.signal);
  }

  async #list(): Promise<string> {
    const { timing, clock } = this.#options;
    this.#verb = 'list';
    const complete = this.#inbox.beginList();
    const version = await list({
      ...this.#exchange(),
      silence: timing.listSilence,
      pageSize: timing.pageSize,
      onItem: (item) => complete.add(item),
    });
    complete.end();
    this.#silent = false;
    this.#update({ ...this.#known(), lastEventAt: clock.now() });
    return version;
  }

  async #probe(resourceVersion: string): Promise<void> {
    this.#verb = 'list';
    const current = await currentVersion({ ...this.#exchange(), silence: this.#options.timing.listSilence });
    if (isEarlier(current, resourceVersion)) throw new RestoredError('earlier than before');
    this.#silent = false;
  }

  async #watch(resourceVersion: string): Promise<void> {
    const { timing, clock } = this.#options;
    const [least, most] = timing.watchSeconds;
    this.#verb = 'watch';
    const begun = clock.now();
    const end = await watch({
      ...this.#exchange(),
      silence: timing.watchSilence,
      resourceVersion,
      timeoutSeconds: Math.round(least + (most - least) * clock.random()),
      onOpen: () => this.#update({ ...this.#known(), live: true }),
      onEvent: (event) => this.#take(event),
    });
    this.#silent = end === 'silent';
    if (
      end === 'ended' &&
      clock.now() - begun < SHORTEST_WATCH &&
      this.#resourceVersion === resourceVersion
    ) {
      throw new EndedError('ended at once');
    }
    this.#failures = 0;
  }

  #take({ type, object, resourceVersion }: WatchEvent): void {
    if (type === 'DELETED') this.#inbox.remove(object);
    else if (type !== 'BOOKMARK') this.#inbox.apply(object);
    this.#resourceVersion = resourceVersion;
    this.#failures = 0;
    this.#update({ ...this.#known(), lastEventAt: this.#options.clock.now() });
  }

  #known(): Pick<KindState, 'synced' | 'problem'> {
    return { synced: this.#inbox.synced, problem: this.#inbox.problem };
  }

  #exchange() {
    const { client, clock, row, namespace, labelSelector } = this.#options;
    return {
      client,
      clock,
      path: pathOf(row, namespace),
      query: labelSelector === undefined ? {} : { labelSelector },
      signal: this.#stopping.signal,
    };
  }

  #update(news: Partial<KindState>): void {
    const before = this.#state;
    this.#state = { ...before, ...news };
    if (!sameState(before, this.#state)) this.#options.onState(this.#state);
  }
}
