import { Recent } from './recent.ts';
import { type EventReport, type Moment, newSeries, type Series, seriesKey } from './series.ts';
import type { EventTiming } from './timing.ts';
import { TokenBucket } from './token-bucket.ts';

type BookTiming = Pick<EventTiming, 'perObject' | 'forgetAfter' | 'remembered'>;

/** Remembers what has been said of which object, as far as memory is to go. */
export class EventBook {
  readonly #timing: BookTiming;
  readonly #series: Recent<string, Series>;
  readonly #objects: Recent<string, TokenBucket>;

  constructor(timing: BookTiming) {
    this.#timing = timing;
    this.#series = new Recent(timing.remembered);
    this.#objects = new Recent(timing.remembered);
  }

  /**
   * The series that a report begins or goes on with. `spam`: too much has been said of the object already.
   * `nobody`: it has no `uid`, and with that no place for Events.
   */
  enter(report: EventReport, moment: Moment): Series | 'spam' | 'nobody' {
    const known = this.#series.get(seriesKey(report));
    if (known !== undefined && moment.now - known.saidAt < this.#timing.forgetAfter) {
      known.count += 1;
      known.lastAt = moment.epoch;
      known.saidAt = moment.now;
      return known;
    }
    const series = newSeries(report, moment);
    if (series === undefined) return 'nobody';
    if (!this.#bucketOf(series.uid, moment.now).take(moment.now)) return 'spam';
    this.#series.set(series.key, series);
    return series;
  }

  /** The next report of the same begins anew: what was to be written of this one is lost. */
  forget(series: Series): void {
    if (this.#series.peek(series.key) === series) this.#series.delete(series.key);
  }

  #bucketOf(uid: string, now: number): TokenBucket {
    const known = this.#objects.get(uid);
    if (known !== undefined) return known;
    const bucket = new TokenBucket(this.#timing.perObject, now);
    this.#objects.set(uid, bucket);
    return bucket;
  }
}
