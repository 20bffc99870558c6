import { type Clock, failure, type Problem, type Result } from '@skywriter/core';
import type { HostDns } from '../platform/host-dns.ts';
import type { ApplyOptions } from './apply.ts';
import type { Preview } from './preview.ts';
import type { Report } from './report.ts';
import type { Status } from './status.ts';
import { guarded } from './verification.ts';

const INTERVAL_MS = 5000;
/** Two programs that both insist would fight for ever; Tailscale gives up after as many. */
const MAX_APPLIES = 9;
const WINDOW_MS = 60_000;

export type WatchEvent =
  | {
      readonly is: 'applied';
      readonly reason: 'started' | 'overwritten' | 'changed';
      readonly report: Report;
    }
  /** It was overwritten too often to go on; tried again when a minute has passed. */
  | { readonly is: 'contended'; readonly problem: Problem }
  | { readonly is: 'failed'; readonly problem: Problem };

export interface WatchOptions extends ApplyOptions {
  /** Asked every time: what shall be, as the machine is now (a network with other upstreams, a VPN). */
  wanted(): Promise<Result<HostDns>>;
  onEvent(event: WatchEvent): void;
  /** Milliseconds between looks; 5000 when absent. */
  readonly interval?: number;
}

export interface Watch {
  /** Ends it, after what is under way; leaves what is applied. */
  stop(): Promise<void>;
}

interface Engine {
  plan(wanted: HostDns): Promise<Result<Preview>>;
  apply(wanted: HostDns, options?: ApplyOptions): Promise<Report>;
  status(): Promise<Result<Status>>;
}

export function watch(clock: Clock, engine: Engine, options: WatchOptions): Watch {
  const { interval = INTERVAL_MS, onEvent } = options;
  const applies: number[] = [];
  let contended = false;
  let applied: string | undefined;
  let stopped = false;
  let cancel = () => {};

  /** What fails and what is overwritten is tried again, but not for ever. */
  const again = async (reason: 'overwritten' | 'changed', wanted: HostDns): Promise<void> => {
    const now = clock.now();
    while ((applies[0] ?? now) <= now - WINDOW_MS) applies.shift();
    if (applies.length >= MAX_APPLIES) {
      if (!contended) onEvent({ is: 'contended', problem: contention() });
      contended = true;
      return;
    }
    contended = false;
    applies.push(now);
    await applyNow(reason, wanted);
  };
  const applyNow = async (reason: 'started' | 'overwritten' | 'changed', wanted: HostDns): Promise<void> => {
    const report = await engine.apply(wanted, options);
    applied = report.ok ? JSON.stringify(wanted) : '';
    onEvent({ is: 'applied', reason, report });
  };
  const look = async (): Promise<void> => {
    const wanted = await options.wanted();
    if (!wanted.ok) return onEvent({ is: 'failed', problem: wanted.problem });
    if (applied === undefined) return applyNow('started', wanted.value);
    if (JSON.stringify(wanted.value) !== applied) return again('changed', wanted.value);
    const status = await engine.status();
    if (!status.ok) return onEvent({ is: 'failed', problem: status.problem });
    const { settings } = status.value;
    if (settings.some(({ state }) => state === 'overwritten' || state === 'as before')) {
      return again('overwritten', wanted.value);
    }
    // An adapter that was plugged in, a network that was joined, a reset: nothing of ours is there.
    const plan = await engine.plan(wanted.value);
    if (!plan.ok) return onEvent({ is: 'failed', problem: plan.problem });
    if (plan.value.pending) await again('changed', wanted.value);
  };
  const tick = async (): Promise<void> => {
    const looked = await guarded(look);
    if (!looked.ok) onEvent({ is: 'failed', problem: looked.problem });
    if (!stopped) cancel = clock.after(interval, start);
  };
  let running = Promise.resolve();
  const start = () => {
    running = tick();
  };
  start();
  return {
    async stop() {
      stopped = true;
      cancel();
      await running;
    },
  };
}

function contention(): Problem {
  return failure(
    'SKY_HOST_CONTENDED',
    `Something else overwrites the settings: ${MAX_APPLIES} times in ${WINDOW_MS / 1000} s.`,
    'Find out what manages them (status tells what stands there), and tell it to leave them.',
  ).problem;
}
