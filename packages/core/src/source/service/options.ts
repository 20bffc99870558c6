import type { ServiceType } from '../../object/object.ts';
import { defaultAnnotationPrefixes } from '../annotations.ts';

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
}

export const serviceDefaults: Required<ServiceOptions> = {
  types: [],
  publishInternal: false,
  publishNotReady: false,
  publishHostIp: false,
  excludeUnschedulable: true,
  excludeNotReadyNodes: false,
  exposeInternalIpv6: false,
  ignoreHostnameAnnotation: false,
  annotationPrefixes: defaultAnnotationPrefixes,
};
