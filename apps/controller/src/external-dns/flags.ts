import type { Flag } from './flag.ts';
import { processFlags } from './flags-process.ts';
import { providersFlags } from './flags-providers.ts';
import { registryFlags } from './flags-registry.ts';
import { sourcesFlags } from './flags-sources.ts';

/** Every flag of ExternalDNS 0.22, by name. */
export const flags: ReadonlyMap<string, Flag> = new Map(
  [...processFlags, ...sourcesFlags, ...registryFlags, ...providersFlags].map((flag) => [flag.name, flag]),
);

export const knownSources = [
  'ambassador-host',
  'connector',
  'contour-httpproxy',
  'crd',
  'empty',
  'f5-transportserver',
  'f5-virtualserver',
  'fake',
  'gateway-grpcroute',
  'gateway-httproute',
  'gateway-tcproute',
  'gateway-tlsroute',
  'gateway-udproute',
  'gloo-proxy',
  'ingress',
  'istio-gateway',
  'istio-virtualservice',
  'kong-tcpingress',
  'node',
  'openshift-route',
  'pod',
  'service',
  'skipper-routegroup',
  'traefik-proxy',
  'unstructured',
] as const;

export const knownProviders = [
  'alibabacloud',
  'aws',
  'aws-sd',
  'azure',
  'azure-dns',
  'azure-private-dns',
  'civo',
  'cloudflare',
  'coredns',
  'dnsimple',
  'exoscale',
  'godaddy',
  'google',
  'inmemory',
  'linode',
  'ns1',
  'oci',
  'ovh',
  'pdns',
  'pihole',
  'rfc2136',
  'scaleway',
  'skydns',
  'webhook',
] as const;

export const knownRegistries = ['aws-sd', 'crd', 'dynamodb', 'noop', 'txt'] as const;
