/** What somebody asks: `shop.cluster.local A`. */
export type Question = string;
/** An answer as one text: `NXDOMAIN`, `NOERROR`, `NOERROR A 10.0.0.1 | A 10.0.0.2`. */
export type Reply = string;

/** What was known when a question was asked: what its answer is judged by. */
export interface Ticket {
  readonly question: Question;
  readonly floor: number;
  readonly epoch: number;
}

/** An answer that was right at no moment between question and answer. */
export interface Wrong {
  readonly question: Question;
  readonly reply: Reply;
  readonly right: readonly Reply[];
}

interface History {
  /** All answers that have been right since the epoch began, in order. */
  versions: Reply[];
  /** The newest of them that somebody has seen: what is asked from now on may not be answered with an older one. */
  seen: number;
  /** Counts on when somebody else's doing begins or ends. */
  epoch: number;
  excused: boolean;
}

/**
 * Knows what is right: for each question the answers in the order in which they became so. CoreDNS reads etcd
 * linearizably, so without a cache time never runs backwards: once somebody has seen the new answer, nobody
 * who asks later may get the old one.
 */
export class Judge {
  readonly wrong: Wrong[] = [];
  readonly #histories = new Map<Question, History>();
  #judged = 0;

  /** How many answers were judged, and not excused. */
  get judged(): number {
    return this.#judged;
  }

  get questions(): readonly Question[] {
    return [...this.#histories.keys()];
  }

  /** Those whose answer is changing just now, by us or by somebody else. */
  get changing(): readonly Question[] {
    return this.questions.filter((question) => !this.isSeen(question));
  }

  /** From now on this is right; what was right before is, too, until somebody has seen the new one. */
  expect(question: Question, reply: Reply): void {
    const history = this.#histories.get(question);
    if (history === undefined) {
      this.#histories.set(question, { versions: [reply], seen: 0, epoch: 0, excused: false });
    } else if (history.versions.at(-1) !== reply) history.versions.push(reply);
  }

  /** Nobody has asked before now: of every history only the present matters. */
  begin(): void {
    for (const history of this.#histories.values()) history.versions = history.versions.slice(-1);
  }

  /** Whether somebody has seen the newest answer. */
  isSeen(question: Question): boolean {
    const { versions, seen, excused } = this.#at(question);
    return !excused && seen === versions.length - 1;
  }

  /** Somebody else changes this, in his own way: it is not judged until `resume`. */
  excuse(question: Question): void {
    const history = this.#at(question);
    history.excused = true;
    history.epoch += 1;
  }

  /** It is as it should be again. */
  resume(question: Question, reply: Reply): void {
    const history = this.#at(question);
    Object.assign(history, { excused: false, epoch: history.epoch + 1, versions: [reply], seen: 0 });
  }

  asked(question: Question): Ticket {
    const { seen, epoch } = this.#at(question);
    return { question, floor: seen, epoch };
  }

  answered({ question, floor, epoch }: Ticket, reply: Reply): void {
    const history = this.#at(question);
    if (history.excused || history.epoch !== epoch) return;
    this.#judged += 1;
    const version = history.versions.indexOf(reply, floor);
    if (version === -1) this.wrong.push({ question, reply, right: history.versions.slice(floor) });
    else history.seen = Math.max(history.seen, version);
  }

  #at(question: Question): History {
    const history = this.#histories.get(question);
    if (history === undefined) throw new Error(`nobody said what is right for ${question}`);
    return history;
  }
}
