import type { Addresses, Question } from '../machine/machine.ts';

/** What a server knows: addresses of either family, or undefined where there is no such name. */
export type Zone = (name: string) => readonly string[] | undefined;

/** The servers that a simulated machine can reach, and what each of them was asked. */
export class NameServers {
  readonly zones = new Map<string, Zone>();
  readonly #seen: { readonly server: string; readonly name: string }[] = [];

  /** One question to one server; a server that is not there does not answer. */
  ask(server: string, { name, type }: Question): Addresses {
    const zone = this.zones.get(server);
    if (zone === undefined) return { is: 'failed', reason: `no answer from ${server}` };
    this.#seen.push({ server, name });
    const addresses = zone(name)?.filter((address) => address.includes(':') === (type === 'AAAA')) ?? [];
    return addresses.length === 0 ? { is: 'none' } : { is: 'found', addresses };
  }

  /** The servers of one list, the next one where the first does not answer. */
  askInTurn(servers: readonly string[], question: Question): Addresses {
    let last: Addresses = { is: 'failed', reason: 'no server' };
    for (const server of servers) {
      last = this.ask(server, question);
      if (last.is !== 'failed') break;
    }
    return last;
  }

  /** Who was asked for a name. */
  askedFor(name: string): readonly string[] {
    return [...new Set(this.#seen.filter((entry) => entry.name === name).map(({ server }) => server))].sort();
  }
}
