import { readFileSync } from 'node:fs';
import { type Clock, type Output, SkywriterError } from '@skywriter/core';
import { createServicesOutput, type ServiceApi, type ServicesOutputHooks } from '@skywriter/service-writer';
import type { OutputConfiguration } from '../config/outputs.ts';
import type { ServicesConfiguration } from '../config/services.ts';

export interface ServicesContext {
  readonly owner: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly api: ServiceApi;
  readonly siblings: readonly string[] | undefined;
  readonly hooks: ServicesOutputHooks;
}

/** Where a Pod finds its own namespace. */
const NAMESPACE_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

/**
 * The `services` output of a configuration. Throws `SKY_NAMESPACE`, `SKY_SERVICES_RECORD` or
 * `SKY_SERVICES_PREFIX`.
 */
export function servicesOutput(
  output: OutputConfiguration,
  services: ServicesConfiguration,
  context: ServicesContext,
): Output {
  const { env, clock, api, siblings, hooks } = context;
  const own = ownNamespace(env);
  const namespace = services.namespace ?? own;
  if (namespace === undefined) throw new SkywriterError(noNamespace(output.name));
  const pod = env.POD_NAME ?? '';
  return createServicesOutput({
    name: output.name,
    owner: output.owner ?? context.owner,
    namespace,
    records: services.records,
    annotationPrefixes: services.annotationPrefixes,
    ...(output.ttl === undefined ? {} : { defaultTtl: output.ttl }),
    ...(pod === '' || own === undefined ? {} : { pod: { namespace: own, name: pod } }),
    ...(services.adoptLabels === undefined ? {} : { adoptLabels: services.adoptLabels }),
    ...(siblings === undefined ? {} : { siblings }),
    api,
    clock,
    hooks,
  });
}

/** The namespace of the Pod that this runs in; undefined outside of a cluster. */
export function ownNamespace(env: ServicesContext['env']): string | undefined {
  const said = env.POD_NAMESPACE ?? '';
  if (said !== '') return said;
  try {
    return readFileSync(NAMESPACE_FILE, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function noNamespace(output: string) {
  return {
    code: 'SKY_NAMESPACE',
    message: `In which namespace the output ${output} is to write its Services is not known.`,
    hint: 'Name it with services.namespace, or set the variable POD_NAMESPACE.',
  } as const;
}
