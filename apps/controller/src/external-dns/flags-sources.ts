import { type Flag, flag, later, supported } from './flag.ts';

/** Flags of single sources. */
export const sourcesFlags: readonly Flag[] = [
  // Service / node / pod sources
  flag('resolve-service-load-balancer-hostname', 'switch', 'false', later),
  flag('always-publish-not-ready-addresses', 'switch', 'false', supported),
  flag('compatibility', 'text', '', later),
  flag('exclude-unschedulable', 'switch', 'true', supported),
  flag('expose-internal-ipv6', 'switch', 'false', supported),
  flag('ignore-non-host-network-pods', 'switch', 'false', later),
  flag('pod-source-domain', 'text', '', later),
  flag('publish-host-ip', 'switch', 'false', supported),
  flag('publish-internal-services', 'switch', 'false', supported),
  flag('service-type-filter', 'list', '', supported),
  // Ingress source
  flag('ignore-ingress-rules-spec', 'switch', 'false', supported),
  flag('ignore-ingress-tls-spec', 'switch', 'false', supported),
  flag('ingress-class', 'list', '', supported),
  // Gateway API sources
  flag('gateway-label-filter', 'text', '', later),
  flag('gateway-name', 'text', '', later),
  flag('gateway-namespace', 'text', '', later),
  flag('gateway-listener-sets', 'switch', 'false', later),
  // Other sources
  flag('gloo-namespace', 'list', 'gloo-system', later),
  flag('skipper-routegroup-groupversion', 'text', 'zalando.org/v1', later),
  flag('connector-source-server', 'text', 'localhost:8080', later),
  flag('crd-source-apiversion', 'text', 'externaldns.k8s.io/v1alpha1', later),
  flag('crd-source-kind', 'text', 'DNSEndpoint', later),
  flag('openshift-router-name', 'text', '', later),
  flag('traefik-enable-legacy', 'switch', 'false', later),
  flag('traefik-disable-new', 'switch', 'false', later),
  flag('unstructured-resource', 'list', '', later),
];
