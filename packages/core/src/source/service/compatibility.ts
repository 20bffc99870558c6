import type { Node, ObjectView, Service } from '../../object/object.ts';
import { type Collector, collector } from '../collector.ts';
import { loadBalancerTargets } from '../load-balancer.ts';
import type { Placed } from '../report.ts';
import { noClaims, type SourceResult } from '../source.ts';
import { groupTargets, type Targets } from '../targets.ts';
import { nodeAddresses, publicAddresses } from './node-addresses.ts';
import type { Compatibility, ServiceOptions } from './options.ts';
import type { ServiceRequest } from './request.ts';

/** What another program's annotations ask for. */
export interface LegacyNames {
  readonly hosts: readonly Placed[];
  /** Which addresses of nodes are meant; undefined where it is the load balancer that counts. */
  readonly nodes: 'public' | 'internal' | undefined;
}

const MATE = 'zalando.org/dnsname';
const MOLECULE = 'domainName';
const KOPS_EXTERNAL = 'dns.alpha.kubernetes.io/external';
const KOPS_INTERNAL = 'dns.alpha.kubernetes.io/internal';
/** kOps's DNS controller publishes workers, not the control plane. */
const KOPS_WORKER = 'node-role.kubernetes.io/node';

/** The names that a Service asks for in the words of another program; undefined if it asks for none. */
export function legacyNames(service: Service, compatibility: Compatibility): LegacyNames | undefined {
  const hosts = (key: string): Placed[] => entries(service, key);
  switch (compatibility) {
    case 'none':
      return undefined;
    case 'mate': {
      const text = service.metadata.annotations[MATE]?.trim() ?? '';
      return some(text === '' ? [] : [{ text, rule: `annotation ${MATE}` }], undefined);
    }
    case 'molecule':
      return service.metadata.labels.dns === 'route53' ? some(hosts(MOLECULE), undefined) : undefined;
    case 'kops-dns-controller':
      return kopsNames(service.type, hosts(KOPS_EXTERNAL), hosts(KOPS_INTERNAL));
  }
}

/** What a Service without names of ours claims in the words of another program. */
export function legacyClaims(
  service: Service,
  view: ObjectView,
  settings: Required<ServiceOptions>,
): SourceResult {
  const legacy = legacyNames(service, settings.compatibility);
  if (legacy === undefined) return noClaims;
  const collect = collector(service, settings.forcedTargets);
  const targets = legacyTargets(service, legacy, { view, settings, report: collect.report });
  for (const wanted of collect.names(legacy.hosts)) collect.want(wanted, targets);
  return collect.result(undefined);
}

function legacyTargets(
  { loadBalancer }: Service,
  { nodes }: LegacyNames,
  { view, settings, report }: Pick<ServiceRequest, 'view' | 'settings'> & Pick<Collector, 'report'>,
): Targets {
  if (nodes === undefined) return loadBalancerTargets(loadBalancer, report);
  const addresses = nodeAddresses(workers(view), report);
  return groupTargets(
    nodes === 'internal' ? addresses.internal : publicAddresses(addresses, settings.exposeInternalIpv6),
  );
}

/** A NodePort Service that is both external and internal is left alone, as the DNS controller does. */
function kopsNames(
  type: Service['type'],
  external: readonly Placed[],
  internal: readonly Placed[],
): LegacyNames | undefined {
  if (type === 'LoadBalancer') return some([...external, ...internal], undefined);
  if (type !== 'NodePort' || (external.length > 0 && internal.length > 0)) return undefined;
  return some([...external, ...internal], external.length > 0 ? 'public' : 'internal');
}

function some(hosts: readonly Placed[], nodes: LegacyNames['nodes']): LegacyNames | undefined {
  return hosts.length === 0 ? undefined : { hosts, nodes };
}

function entries({ metadata }: Service, key: string): Placed[] {
  const texts = (metadata.annotations[key] ?? '').replaceAll(' ', '').split(',');
  return texts.filter((text) => text !== '').map((text) => ({ text, rule: `annotation ${key}` }));
}

function workers(view: ObjectView): Node[] {
  return [...view.all('Node')]
    .filter(({ metadata }) => Object.hasOwn(metadata.labels, KOPS_WORKER))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}
