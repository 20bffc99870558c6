import { type Problem, parseName } from '@skywriter/core';

/** Top-level domains that nobody can register, so that all of one may be yours: RFC 6761, ICANN 2024. */
const PRIVATE = new Set(['test', 'example', 'invalid', 'internal']);

/** Why these would take names away that are not the cluster's. */
const SHARED: Readonly<Record<string, string>> = {
  local:
    'it holds the names of printers and other machines in the network (mDNS), and a resolver behind the cluster that sends them back makes a loop',
  localhost: 'it is this machine',
  arpa: 'it holds the names of all addresses',
  'in-addr.arpa': 'it holds the names of all IPv4 addresses',
  'ip6.arpa': 'it holds the names of all IPv6 addresses',
  'home.arpa': 'it is the network at home, which its router serves',
};

/** A domain that is more than a cluster can have, and why. Problem: SKY_HOST_WIDE. */
export function widthProblem(text: string): Problem | undefined {
  const name = text === '.' || text === '~.' ? '.' : parsed(text);
  if (name === undefined) return undefined;
  const reason =
    name === '.'
      ? 'it is every name there is'
      : (SHARED[name] ??
        (name.includes('.') || PRIVATE.has(name) ? undefined : 'it is a whole top-level domain'));
  if (reason === undefined) return undefined;
  return {
    code: 'SKY_HOST_WIDE',
    message: `--domain ${text} is too wide: ${reason}.`,
    hint:
      name === '.'
        ? 'Name the domain of the cluster, such as cluster.local; to send everything to a DNS proxy, use --mode adapter.'
        : `Name the domain of the cluster, such as cluster.${name.endsWith('arpa') ? 'local' : name}.`,
  };
}

function parsed(text: string): string | undefined {
  const name = parseName(text.replace(/^(?:\*\.|\.|~)/, ''));
  return name.ok ? name.value : undefined;
}
