import type { Clock } from '@skywriter/core';
import { RCODE } from '../message/codes.ts';
import type { Ask, Exchange } from './exchange.ts';
import type { Upstream } from './health.ts';

/** When a server has not answered for so long, the next is asked too; the first answer counts. */
const NEXT_AFTER_MS = 400;
/** Less than the patience of any resolver, so that it hears a failure instead of nothing. */
const PATIENCE_MS = 2000;
/** A server that is back answers in this time, and one that is not costs no more. */
const PATIENCE_WITH_THE_AWAY_MS = 400;
/** What another server may know better. */
const REFUSALS: readonly number[] = [RCODE.SERVFAIL, RCODE.NOTIMP, RCODE.REFUSED];

export interface Race {
  readonly clock: Clock;
  readonly exchange: Exchange;
  /** Ends it, with no answer. */
  readonly signal: AbortSignal;
}

/** An answer, or the refusal that was heard when no server had one; undefined when nobody answered. */
export function askServers(
  upstreams: readonly Upstream[],
  ask: Ask,
  { clock, exchange, signal }: Race,
): Promise<Buffer | undefined> {
  const inOrder = upstreams.filter(({ loops }) => !loops).toSorted((a, b) => a.faults - b.faults);
  // Each twice, since a datagram may be lost.
  const queue = [...inOrder, ...inOrder];
  const patience = inOrder.every(({ isAway }) => isAway) ? PATIENCE_WITH_THE_AWAY_MS : PATIENCE_MS;
  return new Promise((resolve) => {
    /** Who said something, and since when the others are asked. */
    const heard = new Set<Upstream>();
    const since = new Map<Upstream, number>();
    const ending = new AbortController();
    let refusal: Buffer | undefined;
    let open = 0;
    let cancelNext = () => {};

    const finish = (reply: Buffer | undefined) => {
      if (ending.signal.aborted) return;
      cancelNext();
      cancelEnd();
      signal.removeEventListener('abort', stop);
      ending.abort();
      const now = clock.now();
      for (const [upstream, at] of since) {
        // Who was asked a moment ago has not had the time to answer.
        if (!heard.has(upstream) && now - at >= NEXT_AFTER_MS) upstream.saidNothing();
      }
      resolve(reply);
    };
    const stop = () => finish(undefined);
    const next = () => {
      cancelNext();
      if (ending.signal.aborted) return;
      const at = queue.findIndex((upstream) => !heard.has(upstream));
      const [upstream] = at === -1 ? [] : queue.splice(0, at + 1).slice(-1);
      if (upstream !== undefined) {
        launch(upstream);
        cancelNext = clock.after(NEXT_AFTER_MS, next);
      } else if (open === 0) finish(refusal);
    };
    const launch = (upstream: Upstream) => {
      open += 1;
      if (!since.has(upstream)) since.set(upstream, clock.now());
      const settled = (told: () => void) => {
        open -= 1;
        if (ending.signal.aborted) return;
        heard.add(upstream);
        told();
      };
      exchange(upstream.server, ask, ending.signal).then(
        (reply) =>
          settled(() => {
            upstream.answered();
            if (!REFUSALS.includes(reply.readUInt16BE(2) & 15)) return finish(reply);
            refusal ??= reply;
            next();
          }),
        () =>
          settled(() => {
            upstream.unreachable();
            next();
          }),
      );
    };
    const cancelEnd = clock.after(patience, () => finish(refusal));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    else next();
  });
}
