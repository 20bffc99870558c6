import { type Flag, type FlagStatus, flag, oneOf, refused, sharing, supported } from './flag.ts';

function ofSource(source: string): FlagStatus {
  return refused(`it belongs to the source ${source}, which is not read yet`);
}

/** Flags of single sources. */
export const sourcesFlags: readonly Flag[] = [
  flag('service-type-filter', 'list', '', supported),
  flag('publish-internal-services', 'switch', 'false', supported),
  flag('publish-host-ip', 'switch', 'false', supported),
  flag('always-publish-not-ready-addresses', 'switch', 'false', supported),
  flag('exclude-unschedulable', 'switch', 'true', supported),
  flag('expose-internal-ipv6', 'switch', 'false', supported),
  flag('resolve-service-load-balancer-hostname', 'switch', 'false', supported),
  flag('compatibility', oneOf('', 'mate', 'molecule', 'kops-dns-controller'), '', supported),
  flag('ingress-class', 'list', '', supported),
  flag('ignore-ingress-rules-spec', 'switch', 'false', supported),
  flag('ignore-ingress-tls-spec', 'switch', 'false', supported),
  ...sharing(ofSource('pod'), [
    ['ignore-non-host-network-pods', 'switch', 'false'],
    ['pod-source-domain', 'text', ''],
  ]),
  ...sharing(ofSource('gateway-httproute'), [
    ['gateway-label-filter', 'text', ''],
    ['gateway-name', 'text', ''],
    ['gateway-namespace', 'text', ''],
    ['gateway-listener-sets', 'switch', 'false'],
  ]),
  ...sharing(ofSource('gloo-proxy'), [['gloo-namespace', 'list', 'gloo-system']]),
  ...sharing(ofSource('skipper-routegroup'), [['skipper-routegroup-groupversion', 'text', 'zalando.org/v1']]),
  ...sharing(ofSource('connector'), [['connector-source-server', 'text', 'localhost:8080']]),
  ...sharing(ofSource('crd'), [
    ['crd-source-apiversion', 'text', 'externaldns.k8s.io/v1alpha1'],
    ['crd-source-kind', 'text', 'DNSEndpoint'],
  ]),
  ...sharing(ofSource('openshift-route'), [['openshift-router-name', 'text', '']]),
  ...sharing(ofSource('traefik-proxy'), [
    ['traefik-enable-legacy', 'switch', 'false'],
    ['traefik-disable-new', 'switch', 'false'],
  ]),
  ...sharing(ofSource('unstructured'), [['unstructured-resource', 'list', '']]),
];
