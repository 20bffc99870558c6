import type { ConfigurationInput } from '../config/schema.ts';
import type { Given } from './given.ts';
import { optional } from './optional.ts';

/** Logrus's levels in ours. */
const levels = {
  panic: 'fatal',
  fatal: 'fatal',
  error: 'error',
  warning: 'warn',
  info: 'info',
  debug: 'debug',
  trace: 'trace',
} as const;

export function logOf(given: Given): NonNullable<ConfigurationInput['log']> {
  const level = Object.entries(levels).find(([name]) => name === given.text('log-level'))?.[1];
  return { level: level ?? 'info', format: given.text('log-format') === 'json' ? 'json' : 'pretty' };
}

export function kubernetesOf(given: Given): NonNullable<ConfigurationInput['kubernetes']> {
  const namespace = given.text('namespace');
  return {
    ...optional('kubeconfig', given.text('kubeconfig')),
    ...optional('server', given.text('server')),
    ...optional('labelSelector', given.text('label-filter')),
    ...optional('namespaces', namespace === '' ? [] : [namespace]),
  };
}

/** Limits that ExternalDNS does not have; only what was asked for is said. */
export function guardsOf(given: Given): Pick<ConfigurationInput, 'guards'> {
  if (!given.has('mass-deletion-share') && !given.has('release-deletions')) return {};
  return {
    guards: {
      massDeletion: {
        ...(given.has('mass-deletion-share') ? { share: Number(given.text('mass-deletion-share')) } : {}),
        ...optional('release', given.list('release-deletions')),
      },
    },
  };
}
