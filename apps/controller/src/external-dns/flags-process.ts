import { accepted, type Flag, flag, later, supported } from './flag.ts';

const KUBE = 'The watches time out and resume by themselves.';
const RATE = 'One watch per kind: there is nothing to throttle.';
const WATCH = 'Objects and etcd are watched: every change is published at once.';

/** Flags of the process itself, of what it selects, and of templates. */
export const processFlags: readonly Flag[] = [
  // K8s client / process
  flag('version', 'switch', 'false', supported),
  flag('server', 'text', '', supported),
  flag('kubeconfig', 'text', '', supported),
  flag('request-timeout', 'text', '30s', accepted(KUBE)),
  flag('kube-api-request-timeout', 'text', '30s', accepted(KUBE)),
  flag('kube-api-qps', 'text', '5', accepted(RATE)),
  flag('kube-api-burst', 'text', '10', accepted(RATE)),
  // Main loop
  flag('listen-endpoint-events', 'switch', 'false', accepted(WATCH)),
  flag('events-emit', 'list', '', later),
  flag('provider-cache-time', 'text', '0s', accepted(WATCH)),
  flag('policy', 'text', '', supported),
  flag('interval', 'text', '1m0s', accepted(WATCH)),
  flag('min-event-sync-interval', 'text', '5s', accepted(WATCH)),
  flag('once', 'switch', 'false', supported),
  flag('dry-run', 'switch', 'false', supported),
  flag('events', 'switch', 'false', accepted(WATCH)),
  flag('min-ttl', 'text', '0s', supported),
  // Logging/metrics
  flag('log-format', 'text', 'text', supported),
  flag('metrics-address', 'text', ':7979', supported),
  flag('log-level', 'text', 'info', supported),
  // Selection / record filtering
  flag('annotation-filter', 'text', '', later),
  flag('annotation-prefix', 'text', 'external-dns.kubernetes.io/', supported),
  flag('default-targets', 'list', '', later),
  flag('force-default-targets', 'switch', 'false', later),
  flag('prefer-alias', 'switch', 'false', later),
  flag('exclude-record-types', 'list', '', later),
  flag('exclude-target-net', 'list', '', later),
  flag('label-filter', 'text', '', supported),
  flag('managed-record-types', 'list', '', later),
  flag('namespace', 'text', '', supported),
  flag('nat64-networks', 'list', '', later),
  flag('target-net-filter', 'list', '', later),
  flag('create-ptr', 'switch', 'false', later),
  flag('domain-filter', 'list', '', supported),
  flag('exclude-domains', 'list', '', supported),
  flag('regex-domain-filter', 'text', '', supported),
  flag('regex-domain-exclusion', 'text', '', supported),
  flag('zone-name-filter', 'list', '', later),
  flag('zone-id-filter', 'list', '', later),
  flag('provider', 'text', '', supported),
  flag('source', 'list', '', supported),
  // Templating
  flag('ignore-hostname-annotation', 'switch', 'false', supported),
  flag('combine-fqdn-annotation', 'switch', 'false', later),
  flag('fqdn-template', 'list', '', later),
  flag('target-template', 'list', '', later),
  flag('fqdn-target-template', 'list', '', later),
];
