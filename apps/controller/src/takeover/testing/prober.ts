import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type DecodedPacket, decode, encode, RECURSION_DESIRED, type RecordType } from 'dns-packet';
import type { Judge, Question, Ticket } from './judge.ts';

export interface ProberOptions {
  readonly port: number;
  readonly judge: Judge;
  readonly perSecond?: number;
  readonly sockets?: number;
  /** A question without answer is asked again after so many milliseconds, … */
  readonly resendAfter?: number;
  /** … and given up after so many attempts. */
  readonly attempts?: number;
}

/** What was asked, and how it went. */
export interface Tally {
  readonly asked: number;
  /** Datagrams sent again: the kernel drops them when its buffers are full, which says nothing of the server. */
  readonly resent: number;
  /** Questions without any answer, however often they were sent. */
  readonly unanswered: readonly Question[];
  /** Questions asked in a second, on average. */
  readonly rate: number;
}

interface Outstanding {
  readonly ticket: Ticket;
  readonly message: Buffer;
  attempt: number;
  timer: NodeJS.Timeout | undefined;
}

/** So many questions may be open at once: a server that stands still is asked no more until it goes on. */
const MOST_OPEN = 2_000;
const TICK_MS = 2;

/**
 * Asks a DNS server the judge's questions, so many a second, over several UDP sockets. An answer
 * belongs to its question by socket and id; whatever it says, the judge hears it.
 */
export class Prober {
  readonly #options: Required<ProberOptions>;
  readonly #channels: Channel[];
  readonly #began = performance.now();
  readonly #unanswered: Question[] = [];
  #asked = 0;
  #resent = 0;
  #due = 0;
  #last = performance.now();
  #turn = 0;
  #final: Promise<Tally> | undefined;
  readonly #ticking: NodeJS.Timeout;

  private constructor(options: Required<ProberOptions>, sockets: readonly Socket[]) {
    this.#options = options;
    this.#channels = sockets.map((socket) => new Channel(socket, options, this));
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
  }

  static async start(given: ProberOptions): Promise<Prober> {
    const options = { perSecond: 1_000, sockets: 4, resendAfter: 2_000, attempts: 10, ...given };
    const sockets = await Promise.all(
      Array.from({ length: options.sockets }, async () => {
        const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
        socket.connect(options.port, '127.0.0.1');
        await once(socket, 'connect');
        return socket;
      }),
    );
    options.judge.begin();
    return new Prober(options, sockets);
  }

  get tally(): Tally {
    const seconds = (performance.now() - this.#began) / 1000;
    return {
      asked: this.#asked,
      resent: this.#resent,
      unanswered: this.#unanswered,
      rate: this.#asked / seconds,
    };
  }

  /** How often all questions have been asked, at least. */
  get rounds(): number {
    return this.#asked / 2 / this.#options.judge.questions.length;
  }

  /** Asks no more, and waits for the answers that are still to come. */
  async stop(): Promise<Tally> {
    if (this.#final === undefined) {
      clearInterval(this.#ticking);
      const { tally } = this;
      this.#final = Promise.all(this.#channels.map((channel) => channel.drained())).then(() => ({
        ...this.tally,
        rate: tally.rate,
      }));
    }
    return await this.#final;
  }

  resent(): void {
    this.#resent += 1;
  }

  gaveUp(question: Question): void {
    this.#unanswered.push(question);
  }

  #tick(): void {
    const { perSecond, judge } = this.#options;
    const now = performance.now();
    // What a busy machine kept us from asking is not asked all at once.
    this.#due = Math.min(this.#due + ((now - this.#last) * perSecond) / 1000, perSecond / 10);
    this.#last = now;
    const { questions, changing } = judge;
    for (; this.#due >= 1; this.#due -= 1) {
      if (this.#channels.reduce((sum, { open }) => sum + open, 0) >= MOST_OPEN) return;
      const channel = this.#channels[this.#turn % this.#channels.length];
      // Every other question is about what is changing just now: that is when answers go wrong.
      const half = Math.floor(this.#turn / 2);
      const from = this.#turn % 2 === 0 && changing.length > 0 ? changing : questions;
      const question = from[half % from.length];
      this.#turn += 1;
      if (channel === undefined || question === undefined) continue;
      this.#asked += 1;
      channel.ask(question);
    }
  }
}

/** One socket, and what was asked through it. */
class Channel {
  readonly #socket: Socket;
  readonly #options: Required<ProberOptions>;
  readonly #prober: Pick<Prober, 'resent' | 'gaveUp'>;
  readonly #open = new Map<number, Outstanding>();
  #drained: (() => void) | undefined;
  #id = 0;

  constructor(socket: Socket, options: Required<ProberOptions>, prober: Pick<Prober, 'resent' | 'gaveUp'>) {
    this.#socket = socket;
    this.#options = options;
    this.#prober = prober;
    socket.on('message', (message) => this.#received(message));
    // Nobody listens just now: as good as a lost datagram.
    socket.on('error', () => {});
  }

  get open(): number {
    return this.#open.size;
  }

  ask(question: Question): void {
    this.#id = (this.#id + 1) % 0x1_0000;
    const id = this.#id;
    const [name = '', type = ''] = question.split(' ');
    const message = encode({
      type: 'query',
      id,
      flags: RECURSION_DESIRED,
      questions: [{ name, type: type as RecordType }],
    });
    const entry: Outstanding = {
      ticket: this.#options.judge.asked(question),
      message,
      attempt: 0,
      timer: undefined,
    };
    this.#open.set(id, entry);
    this.#send(id, entry);
  }

  /** Resolves when nothing is open any more; closes the socket. */
  async drained(): Promise<void> {
    if (this.#open.size > 0) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
    }
    this.#socket.close();
  }

  #send(id: number, entry: Outstanding): void {
    const { resendAfter, attempts } = this.#options;
    if (entry.attempt === attempts) {
      this.#prober.gaveUp(entry.ticket.question);
      this.#close(id);
      return;
    }
    entry.attempt += 1;
    if (entry.attempt > 1) this.#prober.resent();
    this.#socket.send(entry.message, () => {});
    entry.timer = setTimeout(() => this.#send(id, entry), resendAfter);
  }

  #received(message: Buffer): void {
    const packet = decode(message) as DecodedPacket & { rcode: string };
    const entry = this.#open.get(packet.id ?? -1);
    const [question] = packet.questions ?? [];
    // The second answer to a question that was sent twice.
    if (entry === undefined || `${question?.name} ${question?.type}` !== entry.ticket.question) return;
    clearTimeout(entry.timer);
    this.#close(packet.id ?? -1);
    this.#options.judge.answered(entry.ticket, textOf(packet));
  }

  #close(id: number): void {
    this.#open.delete(id);
    if (this.#open.size === 0) this.#drained?.();
  }
}

function textOf({ rcode, answers = [] }: DecodedPacket & { rcode: string }): string {
  const records = answers.map((answer) => `${answer.type} ${'data' in answer ? String(answer.data) : ''}`);
  return [rcode, records.sort().join(' | ')].join(' ').trim();
}
