import type { Clock, Problem } from '@skywriter/core';
import type { ApiAccess } from '../api/access.ts';
import type { ApiWrite } from '../api/client.ts';
import { ApiStatusError } from '../api/fault.ts';
import { retryDelay } from '../api/retry-delay.ts';
import { Alarm } from './alarm.ts';
import { eventRequest, namespaceOf } from './event.ts';
import { EventBook } from './event-book.ts';
import { EventQueue } from './event-queue.ts';
import { eventPoster } from './poster.ts';
import { forbiddenProblem, overflowProblem, refusedProblem } from './problems.ts';
import type { EventReport, Series } from './series.ts';
import { defaultEventTiming, type EventTiming, jittered, TRIES } from './timing.ts';
import { TokenBucket } from './token-bucket.ts';
import { verdictOn } from './verdict.ts';

export interface EventWriterOptions {
  readonly access: ApiAccess;
  readonly clock: Clock;
  /** Which of several instances writes, such as the Pod's name; at most 128 characters. */
  readonly reportingInstance: string;
  /** What keeps Events from being written, told once until they are written again. */
  readonly onProblem: (problem: Problem) => void;
  readonly timing?: Partial<EventTiming>;
}

/** What became of reports, counted since the start. */
export interface EventCounts {
  /** Requests that wrote something. */
  readonly written: number;
  /** Given up: refused, or crowded out. */
  readonly dropped: number;
  /** Not said, because too much was said of the object. */
  readonly suppressed: number;
}

export interface EventWriter {
  readonly counts: EventCounts;
  /** Returns at once, and never throws; the Event is written when the API server takes it. */
  report(report: EventReport): void;
  /** Gives up what is not written. Resolves when no connection or timer is left. */
  stop(): Promise<void>;
}

/**
 * Writes Events (events.k8s.io/v1), as far as the API server lets it, and without anybody waiting for it.
 *
 * The same said again is the same Event: its count is written at once the first time, then each 6 minutes.
 * One object gets 25 Events at once and one more each 5 minutes; all objects together 50 and 10 a second,
 * where 1000 may wait. While the server is away or forbids it they wait; an Event that fails by itself is
 * tried 3 times.
 */
export function createEventWriter(options: EventWriterOptions): EventWriter {
  const { clock, reportingInstance } = options;
  const timing: EventTiming = { ...defaultEventTiming, ...options.timing };
  const poster = eventPoster(options.access, clock);
  const book = new EventBook(timing);
  const queue = new EventQueue(timing.queued);
  const requests = new TokenBucket(timing.requests, clock.now());
  const counts = { written: 0, dropped: 0, suppressed: 0 };
  const told = new Set<Problem['code']>();
  let failures = 0;
  let resumeAt = 0;
  let sending: Promise<void> | undefined;
  let stopped = false;
  const alarm = new Alarm(clock, turn);

  /** Sends what is due, one request at a time, or waits for it. */
  function turn(): void {
    const first = sending === undefined && !stopped ? queue.first() : undefined;
    if (first === undefined) return;
    const now = clock.now();
    const at = Math.max(first.due, resumeAt, requests.availableAt(now));
    if (at > now) {
      alarm.set(at);
      return;
    }
    requests.take(now);
    sending = write(first.series).finally(() => {
      sending = undefined;
      turn();
    });
  }

  async function write(series: Series): Promise<void> {
    if (clock.now() - series.saidAt > timing.forgetAfter) {
      giveUp(series);
      return;
    }
    const request = eventRequest(series, reportingInstance);
    const { count } = series;
    try {
      await poster.send(request);
      wrote(series, count);
    } catch (error) {
      if (!stopped) failed(series, { error, method: request.method, count });
    }
  }

  function wrote(series: Series, count: number): void {
    counts.written += 1;
    failures = 0;
    series.failures = 0;
    series.written = count;
    series.writtenAt = clock.now();
    queue.remove(series);
    queue.unbar(namespaceOf(series));
    if (!queue.isBarred) told.delete('SKY_EVENTS_FORBIDDEN');
    told.delete('SKY_EVENT_REFUSED');
    if (queue.size === 0) told.delete('SKY_EVENTS_DROPPED');
    if (series.count > count) enqueue(series);
  }

  function failed(
    series: Series,
    attempt: { readonly error: unknown; readonly method: ApiWrite['method']; readonly count: number },
  ): void {
    const { error, method, count } = attempt;
    const verdict = verdictOn(method, error);
    if (verdict === 'written') {
      wrote(series, count);
      return;
    }
    if (verdict === 'renew') {
      series.written = 0;
      series.count = 1;
      series.firstAt = series.lastAt;
      return;
    }
    if (verdict === 'moot' || verdict === 'never') {
      giveUp(series);
      if (verdict === 'never') tell(refusedProblem(series, error));
      return;
    }
    failures += 1;
    const wish = error instanceof ApiStatusError ? error.retryAfterMs : 0;
    resumeAt = clock.now() + retryDelay(failures, wish, { clock, timing });
    if (verdict === 'forbidden' && error instanceof ApiStatusError) {
      queue.bar(namespaceOf(series), clock.now() + jittered(timing.forbiddenRetry, clock));
      tell(forbiddenProblem(series, error));
    }
    if (verdict !== 'again') return;
    series.failures += 1;
    if (series.failures < TRIES) return;
    giveUp(series);
    tell(refusedProblem(series, error));
  }

  function enqueue(series: Series): void {
    const now = clock.now();
    // The first repetition tells at once that it is one; later ones are written together.
    const due = series.written < 2 ? now : Math.max(now, series.writtenAt + timing.seriesInterval);
    const crowdedOut = queue.add(series, due);
    if (crowdedOut === undefined) return;
    giveUp(crowdedOut);
    tell(overflowProblem(timing.queued));
  }

  /** Gives up; said again, it begins anew. */
  function giveUp(series: Series): void {
    counts.dropped += 1;
    queue.remove(series);
    book.forget(series);
  }

  function tell(problem: Problem): void {
    if (told.has(problem.code)) return;
    told.add(problem.code);
    try {
      options.onProblem(problem);
    } catch {
      // A defect of the listener, which has no say in whether Events are written.
    }
  }

  return {
    counts,
    report(report) {
      if (stopped) return;
      const series = book.enter(report, { epoch: Date.now(), now: clock.now() });
      if (series === 'spam') counts.suppressed += 1;
      if (typeof series === 'string') return;
      enqueue(series);
      alarm.set(clock.now());
    },
    async stop() {
      stopped = true;
      alarm.cancel();
      await poster.close();
      await sending;
    },
  };
}
