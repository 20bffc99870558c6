import type { Server } from '../../platform/host-dns.ts';

/** One datagram may be lost, one name may be slow; a server that says nothing twice is taken for away. */
const SILENCES = 2;

/**
 * What is known of a server. One that is away costs each client its patience, so it is asked last, and if all
 * are away, for a short time only. It is asked nevertheless: so it is back with its first answer.
 */
export class Upstream {
  readonly server: Server;
  #silences = 0;
  #faults = 0;
  /** What it is asked comes back to us. */
  loops = false;

  constructor(server: Server) {
    this.server = server;
  }

  /** The fewer, the earlier it is asked. */
  get faults(): number {
    return this.#faults;
  }

  get isAway(): boolean {
    return this.#silences >= SILENCES;
  }

  answered(): void {
    this.#silences = 0;
    this.#faults = 0;
  }

  /** A closed port, no route: it tells at once, and needs no care. */
  unreachable(): void {
    this.#faults += 1;
  }

  saidNothing(): void {
    this.#faults += 1;
    this.#silences += 1;
  }
}
