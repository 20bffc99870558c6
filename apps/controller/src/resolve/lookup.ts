import * as dns from 'node:dns/promises';
import { Resolver } from 'node:dns/promises';

/** What the DNS says of one host name in one family of addresses. */
export type FamilyAnswer =
  /** Empty: the host has none of this family. `ttl`: seconds; undefined where nobody says. */
  | { readonly addresses: readonly string[]; readonly ttl?: number | undefined }
  /** It cannot be told: a timeout, a server that fails. */
  | { readonly failure: string };

export interface HostAnswer {
  readonly v4: FamilyAnswer;
  readonly v6: FamilyAnswer;
}

/** Resolves a host name; never rejects. */
export type Lookup = (host: string) => Promise<HostAnswer>;

/** One query may take so long, milliseconds, and is repeated once: an answer that comes later is of no use. */
const PATIENCE = { timeout: 2000, tries: 2 };

/** What c-ares calls a name or type that is not there. */
const ABSENT = new Set(['ENODATA', 'ENOTFOUND']);

/**
 * Asks the servers of resolv.conf, or those given as `address:port`. A name of one label (`localhost`, which
 * Docker Desktop gives its load balancers) is not for them: the system knows it from its hosts file.
 */
export function systemLookup(servers?: readonly string[]): Lookup {
  const resolver = new Resolver(PATIENCE);
  if (servers !== undefined) resolver.setServers(servers);
  return async (host) => {
    if (!host.includes('.')) return await fromHostsFile(host);
    const [v4, v6] = await Promise.all([
      answered(resolver.resolve4(host, { ttl: true })),
      answered(resolver.resolve6(host, { ttl: true })),
    ]);
    return { v4, v6 };
  };
}

async function answered(
  asked: Promise<readonly { readonly address: string; readonly ttl: number }[]>,
): Promise<FamilyAnswer> {
  try {
    const records = await asked;
    return {
      addresses: records.map(({ address }) => address),
      ttl: Math.min(...records.map(({ ttl }) => ttl)),
    };
  } catch (error) {
    return withoutAnswer(error);
  }
}

async function fromHostsFile(host: string): Promise<HostAnswer> {
  const family = async (number: 4 | 6): Promise<FamilyAnswer> => {
    try {
      const found = await dns.lookup(host, { all: true, family: number });
      return { addresses: found.map(({ address }) => address) };
    } catch (error) {
      return withoutAnswer(error);
    }
  };
  const [v4, v6] = await Promise.all([family(4), family(6)]);
  return { v4, v6 };
}

function withoutAnswer(error: unknown): FamilyAnswer {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return ABSENT.has(code) ? { addresses: [] } : { failure: code };
}
