import { everything, type Selector } from '../../filter/selector.ts';
import type { ServiceType } from '../../object/object.ts';
import { noTemplate, type Template } from '../../template/template.ts';
import { defaultAnnotationPrefixes } from '../annotations.ts';
import { noTargets, type Targets } from '../targets.ts';

/** Programs whose annotations can be read in place of ours. */
export const compatibilities = ['none', 'mate', 'molecule', 'kops-dns-controller'] as const;
export type Compatibility = (typeof compatibilities)[number];

/** What of Services becomes claims. */
export interface ServiceOptions {
  /** Only Services of these types; all when empty. ExternalDNS: `--service-type-filter`. */
  readonly types?: readonly ServiceType[];
  /** Publishes cluster IPs for the annotation `hostname` too. ExternalDNS: `--publish-internal-services`. */
  readonly publishInternal?: boolean;
  /** Publishes what is not ready of headless Services. ExternalDNS: `--always-publish-not-ready-addresses`. */
  readonly publishNotReady?: boolean;
  /** Publishes node addresses instead of Pod addresses for headless Services. ExternalDNS: `--publish-host-ip`. */
  readonly publishHostIp?: boolean;
  /**
   * Reads the Pods of headless Services too: their host names whatever their subdomain, the annotation
   * `target` on them, and their host IPs. EndpointSlices carry what is needed otherwise. ExternalDNS: always.
   */
  readonly pods?: boolean;
  /**
   * Publishes what the host names of load balancers resolve to (objects of the kind HostAddress) instead of
   * a CNAME to them. ExternalDNS: `--resolve-service-load-balancer-hostname`.
   */
  readonly resolveLoadBalancer?: boolean;
  /** The annotations of another program, for Services without names of ours. ExternalDNS: `--compatibility`. */
  readonly compatibility?: Compatibility;
  /** Leaves unschedulable nodes out of NodePort targets. ExternalDNS: `--exclude-unschedulable`. */
  readonly excludeUnschedulable?: boolean;
  /** Leaves nodes that are not ready out of NodePort targets. ExternalDNS: none; it publishes them. */
  readonly excludeNotReadyNodes?: boolean;
  /** Counts internal IPv6 addresses of nodes as external. ExternalDNS: `--expose-internal-ipv6`. */
  readonly exposeInternalIpv6?: boolean;
  /** Takes no name from the hostname annotations. ExternalDNS: `--ignore-hostname-annotation`. */
  readonly ignoreHostnameAnnotation?: boolean;
  /** Prefixes of annotations, with their slash; the first wins. ExternalDNS: `--annotation-prefix`, only one. */
  readonly annotationPrefixes?: readonly string[];
  /** Only Services whose annotations it selects. ExternalDNS: `--annotation-filter`. */
  readonly annotationFilter?: Selector;
  /**
   * What every name points at that points at anything, whatever the object says; none when empty.
   * ExternalDNS: `--default-targets` with `--force-default-targets`.
   */
  readonly forcedTargets?: Targets;
  /**
   * Makes names of an object by itself: where nothing else of it is published, or always (`combineTemplates`).
   * ExternalDNS: `--fqdn-template`.
   */
  readonly hostTemplate?: Template;
  /** Makes names with their targets, as `host:target`, before `hostTemplate`. ExternalDNS: `--fqdn-target-template`. */
  readonly hostTargetTemplate?: Template;
  /** Publishes what templates make beside the names that objects have. ExternalDNS: `--combine-fqdn-annotation`. */
  readonly combineTemplates?: boolean;
}

export const serviceDefaults: Required<ServiceOptions> = {
  types: [],
  publishInternal: false,
  publishNotReady: false,
  publishHostIp: false,
  pods: false,
  resolveLoadBalancer: false,
  compatibility: 'none',
  excludeUnschedulable: true,
  excludeNotReadyNodes: false,
  exposeInternalIpv6: false,
  ignoreHostnameAnnotation: false,
  annotationPrefixes: defaultAnnotationPrefixes,
  annotationFilter: everything,
  forcedTargets: noTargets,
  hostTemplate: noTemplate,
  hostTargetTemplate: noTemplate,
  combineTemplates: false,
};
