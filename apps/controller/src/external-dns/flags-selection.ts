import { accepted, type Flag, flag, oneOf, supported, supportedFor } from './flag.ts';
import { knownProviders, knownSources } from './known-values.ts';

const ALIAS = 'CoreDNS has no ALIAS records; ExternalDNS leaves them out with this provider, too.';
const ZONES =
  'The etcd behind CoreDNS has no zones with ids or names of their own; ExternalDNS ignores it with this provider, too.';
const TARGETS =
  'Only sources that are not read here make targets of it; ExternalDNS’s service and ingress do not, either.';

/** Flags that say which objects, names and records count. */
export const selectionFlags: readonly Flag[] = [
  flag('provider', { oneOf: knownProviders }, '', supportedFor('`coredns`, `skydns`')),
  flag('source', { oneOf: knownSources, several: true }, '', supportedFor('`ingress`, `service`')),
  flag('policy', oneOf('', 'sync', 'upsert-only', 'create-only'), '', supported),
  flag('namespace', 'text', '', supported),
  flag('label-filter', 'text', '', supported),
  flag('annotation-filter', 'text', '', supported),
  flag('annotation-prefix', 'text', 'external-dns.kubernetes.io/', supported),
  flag('domain-filter', 'list', '', supported),
  flag('exclude-domains', 'list', '', supported),
  flag('regex-domain-filter', 'regex', '', supported),
  flag('regex-domain-exclusion', 'regex', '', supported),
  flag('zone-name-filter', 'list', '', accepted(ZONES)),
  flag('zone-id-filter', 'list', '', accepted(ZONES)),
  flag('managed-record-types', 'list', 'A\nAAAA\nCNAME', supported),
  flag('exclude-record-types', 'list', '', supported),
  flag('target-net-filter', 'list', '', supported),
  flag('exclude-target-net', 'list', '', supported),
  flag('default-targets', 'list', '', supported),
  flag('force-default-targets', 'switch', 'false', supported),
  flag('nat64-networks', 'list', '', supported),
  flag('create-ptr', 'switch', 'false', supported),
  flag('min-ttl', 'duration', '0s', supported),
  flag('prefer-alias', 'switch', 'false', accepted(ALIAS)),
  flag('ignore-hostname-annotation', 'switch', 'false', supported),
  flag('combine-fqdn-annotation', 'switch', 'false', supported),
  flag('fqdn-template', 'list', '', supported),
  flag('target-template', 'list', '', accepted(TARGETS)),
  flag('fqdn-target-template', 'list', '', supported),
];
