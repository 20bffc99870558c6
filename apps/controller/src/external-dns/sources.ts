import { compatibilities } from '@skywriter/core';
import type { ConfigurationInput } from '../config/schema.ts';
import type { Given } from './given.ts';
import { knownSources } from './known-values.ts';
import { optional } from './optional.ts';
import { type ArgumentProblem, badValue, missing, unsupported } from './problems.ts';

type SourceInput = ConfigurationInput['sources'][number];
type ServiceInput = NonNullable<Extract<SourceInput, { service?: unknown }>['service']>;

export interface SourcesResult {
  readonly sources: SourceInput[];
  readonly problems: readonly ArgumentProblem[];
}

/** The sources that `--source` names, with the options that their flags give them. */
export function sourcesOf(given: Given): SourcesResult {
  const names = [...new Set(given.list('source'))];
  const problems: ArgumentProblem[] = names.length === 0 ? [missing('source', 'ingress')] : [];
  const sources = names.flatMap((name): SourceInput[] => {
    if (name === 'ingress') return [{ ingress: ingressOptions(given) }];
    if (name === 'service') return [{ service: serviceOptions(given, problems) }];
    // What ExternalDNS does not know either has been told as a wrong value.
    if (knownSources.some((known) => known === name))
      problems.push(unsupported(`--source=${name}`, 'this source is not read yet'));
    return [];
  });
  return { sources, problems };
}

/** What ExternalDNS asks of all its sources. */
function commonOptions(given: Given) {
  const forced = given.switch('force-default-targets');
  return {
    ignoreHostnameAnnotation: given.switch('ignore-hostname-annotation'),
    ...optional('annotationFilter', given.text('annotation-filter')),
    ...optional('hostTemplates', given.list('fqdn-template')),
    ...optional('hostTargetTemplates', given.list('fqdn-target-template')),
    combineTemplates: given.switch('combine-fqdn-annotation'),
    ...optional('forcedTargets', forced ? given.list('default-targets') : []),
  };
}

function ingressOptions(given: Given) {
  return {
    classes: given.list('ingress-class'),
    ignoreRules: given.switch('ignore-ingress-rules-spec'),
    ignoreTls: given.switch('ignore-ingress-tls-spec'),
    ...commonOptions(given),
  };
}

function serviceOptions(given: Given, problems: ArgumentProblem[]): ServiceInput {
  return {
    types: serviceTypes(given, problems),
    publishInternal: given.switch('publish-internal-services'),
    publishHostIp: given.switch('publish-host-ip'),
    publishNotReady: given.switch('always-publish-not-ready-addresses'),
    excludeUnschedulable: given.switch('exclude-unschedulable'),
    exposeInternalIpv6: given.switch('expose-internal-ipv6'),
    // ExternalDNS always reads them; a few of its results need that.
    pods: true,
    resolveLoadBalancer: given.switch('resolve-service-load-balancer-hostname'),
    compatibility: compatibilities.find((known) => known === given.text('compatibility')) ?? 'none',
    ...commonOptions(given),
  };
}

const knownTypes = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const;

/** ExternalDNS checks these when it starts its source, and not with the other flags. */
function serviceTypes(given: Given, problems: ArgumentProblem[]) {
  return given.list('service-type-filter').flatMap((name) => {
    const type = knownTypes.find((known) => known === name);
    if (type === undefined)
      problems.push(badValue(given.place('service-type-filter'), name, `one of ${knownTypes.join(', ')}`));
    return type ?? [];
  });
}
