import type { Finding } from '../../platform/platform.ts';
import { type Directive, parseCorefile, type ServerBlock, zoneOf } from './parse.ts';

type Seen = Omit<Finding, 'check'>;
type Check = (block: ServerBlock, domain: string) => Seen;

/**
 * Whether a cluster's Corefile lets names of a domain that Kubernetes does not know be answered from etcd, as
 * K2s sets it up, and `kubeadm upgrade` takes back. Pure.
 */
export function examineCorefile(text: string, domain = 'cluster.local'): readonly Finding[] {
  const zone = zoneOf(domain);
  const parsed = parseCorefile(text);
  if (!parsed.ok) {
    const { message, hint } = parsed.problem;
    return [{ check: 'corefile', ...error(message, hint) }];
  }
  const block = blockFor(parsed.value, zone);
  if (block === undefined) {
    const fix = `Add a server block for ${zone}, or for every zone (.:53).`;
    return [{ check: 'corefile', ...error(`No server block has the zone ${zone}.`, fix) }];
  }
  return checks.map(([check, look]) => ({ check, ...look(block, zone) }));
}

const checks: readonly (readonly [string, Check])[] = [
  ['corefile-etcd', etcd],
  ['corefile-kubernetes', kubernetes],
  ['corefile-hosts', hosts],
  ['corefile-forward', forward],
];

const UPGRADED = 'An upgrade of the cluster writes the Corefile anew';

function etcd(block: ServerBlock, zone: string): Seen {
  const plugin = pluginFor(block, 'etcd', zone);
  if (plugin === undefined) {
    return error(
      `No etcd plugin answers for ${zone}: nothing that is written to etcd is ever found.`,
      `${UPGRADED}: put the block "etcd ${zone} { path /skydns … }" back before "prometheus".`,
    );
  }
  const endpoints = option(plugin, 'endpoint') ?? [];
  if (endpoints.length === 0) {
    return error(`The etcd plugin for ${zone} names no endpoint.`, 'Add "endpoint https://ADDRESS:2379".');
  }
  if (endpoints.some((endpoint) => endpoint.startsWith('https:')) && option(plugin, 'tls') === undefined) {
    return error(
      `The etcd plugin asks ${endpoints.join(' ')} without certificates.`,
      'Add "tls CERTIFICATE KEY AUTHORITY", and mount the three files.',
    );
  }
  const [path = '/skydns'] = option(plugin, 'path') ?? [];
  return ok(`${zone} is answered from ${endpoints.join(' ')}, below ${path}.`);
}

function kubernetes(block: ServerBlock, zone: string): Seen {
  const plugin = pluginFor(block, 'kubernetes', zone);
  if (plugin === undefined) return ok(`No kubernetes plugin stands before etcd for ${zone}.`);
  if (fallsThrough(plugin, zone))
    return ok(`What Kubernetes does not know of ${zone} is looked for further.`);
  return error(
    `The kubernetes plugin says of every name below ${zone} that it does not know that there is none, and etcd is not asked.`,
    `${UPGRADED}: write "fallthrough" without zones in its block.`,
  );
}

function hosts(block: ServerBlock, zone: string): Seen {
  const plugin = pluginFor(block, 'hosts', zone);
  if (plugin === undefined) {
    return warning(
      'No fixed names stand in the Corefile (plugin hosts).',
      `${UPGRADED}: K2s has the address of its dashboard there; put it back if names depend on it.`,
    );
  }
  if (fallsThrough(plugin, zone)) return ok('What is no fixed name is looked for further.');
  return error(
    'The hosts plugin answers for every name, so no other plugin is asked.',
    'Write "fallthrough" in its block.',
  );
}

function forward({ directives }: ServerBlock): Seen {
  const plugin = directives.find(({ plugin: name }) => name === 'forward');
  if (plugin === undefined) return warning('Other names are asked of nobody (no plugin forward).', 'Add it.');
  const [, ...to] = plugin.arguments;
  if (!to.includes('/etc/resolv.conf')) return ok(`Other names are asked of ${to.join(', ')}.`);
  return warning(
    'Other names are asked of the resolver of the machine that CoreDNS runs on, which may ask CoreDNS again.',
    `${UPGRADED}: where that machine forwards the domain to the cluster, as in K2s, name its address (K2s: of cni0) in place of /etc/resolv.conf.`,
  );
}

/** The block of the longest zone that has the domain, as CoreDNS chooses. */
function blockFor(blocks: readonly ServerBlock[], domain: string): ServerBlock | undefined {
  const lengthIn = ({ zones }: ServerBlock) =>
    Math.max(-1, ...zones.filter((zone) => covers(zone, domain)).map(({ length }) => length));
  return blocks.filter((block) => lengthIn(block) >= 0).toSorted((a, b) => lengthIn(b) - lengthIn(a))[0];
}

/** A plugin without zones has those of its block. */
function pluginFor({ directives }: ServerBlock, name: string, domain: string): Directive | undefined {
  return directives.find(({ plugin, arguments: words }) => {
    if (plugin !== name) return false;
    // The plugin hosts may begin with a file.
    const zones = words.filter((word) => !word.startsWith('/')).map(zoneOf);
    return zones.length === 0 || zones.some((zone) => covers(zone, domain));
  });
}

function fallsThrough(plugin: Directive, domain: string): boolean {
  const zones = option(plugin, 'fallthrough')?.map(zoneOf);
  return zones !== undefined && (zones.length === 0 || zones.some((zone) => covers(zone, domain)));
}

function option({ body }: Directive, name: string): readonly string[] | undefined {
  return body.find(([word]) => word === name)?.slice(1);
}

function covers(zone: string, domain: string): boolean {
  return zone === '' || zone === domain || domain.endsWith(`.${zone}`);
}

function ok(evidence: string): Seen {
  return { severity: 'ok', evidence, fix: '' };
}

function warning(evidence: string, fix: string): Seen {
  return { severity: 'warning', evidence, fix };
}

function error(evidence: string, fix: string): Seen {
  return { severity: 'error', evidence, fix };
}
