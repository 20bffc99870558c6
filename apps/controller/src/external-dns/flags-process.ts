import { accepted, type Flag, flag, oneOf, sharing, supported } from './flag.ts';

const KUBE = 'The watches time out and resume by themselves.';
const RATE = 'One watch for each kind: there is nothing to throttle.';
const WATCH = 'Objects and etcd are watched: every change is published at once.';
const EVENTS = 'Problems are said as Events on their objects; that a record is well is no news.';

/** Flags of the process itself. */
export const processFlags: readonly Flag[] = [
  ...sharing(supported, [
    ['help', 'switch', ''],
    ['help-long', 'switch', ''],
    ['help-man', 'switch', ''],
    ['version', 'switch', ''],
  ]),
  flag('server', 'text', '', supported),
  flag('kubeconfig', 'text', '', supported),
  flag('request-timeout', 'duration', '30s', accepted(KUBE)),
  flag('kube-api-request-timeout', 'duration', '30s', accepted(KUBE)),
  flag('kube-api-qps', 'integer', '5', accepted(RATE)),
  flag('kube-api-burst', 'integer', '10', accepted(RATE)),
  flag('interval', 'duration', '1m0s', accepted(WATCH)),
  flag('min-event-sync-interval', 'duration', '5s', accepted(WATCH)),
  flag('events', 'switch', 'false', accepted(WATCH)),
  flag('listen-endpoint-events', 'switch', 'false', accepted(WATCH)),
  flag('provider-cache-time', 'duration', '0s', accepted(WATCH)),
  flag('events-emit', 'list', '', accepted(EVENTS)),
  flag('once', 'switch', 'false', supported),
  flag('dry-run', 'switch', 'false', supported),
  flag('log-format', oneOf('text', 'json'), 'text', supported),
  flag('log-level', oneOf('panic', 'fatal', 'error', 'warning', 'info', 'debug', 'trace'), 'info', supported),
  flag('metrics-address', 'text', ':7979', supported),
];
