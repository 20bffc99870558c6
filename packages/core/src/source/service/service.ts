import type { ObjectView, Service, ServiceType } from '../../object/object.ts';
import { noTemplate } from '../../template/template.ts';
import { type Annotations, annotationsOf, firstAnnotation, isForAnother } from '../annotations.ts';
import { type Collector, collector } from '../collector.ts';
import type { Placed } from '../report.ts';
import { noClaims, type Source, type SourceResult } from '../source.ts';
import { hostClaims, pairClaims, withTemplates } from '../templates.ts';
import { publishClusterIp } from './cluster-ip.ts';
import { legacyClaims, legacyNames } from './compatibility.ts';
import { dependentServices } from './dependents.ts';
import { publishExternalName } from './external-name.ts';
import { publishHeadless } from './headless.ts';
import { publishLoadBalancer } from './load-balancer.ts';
import { publishNodePort } from './node-port.ts';
import { type ServiceOptions, serviceDefaults } from './options.ts';
import { referredKinds } from './referred-kinds.ts';
import { isHeadless, type ServiceRequest, type WantedOfService } from './request.ts';

/**
 * Names from the annotations `hostname` and `internal-hostname` of a Service, and from templates; targets from
 * the annotation `target`, else by the type of the Service, each in a file beside this one.
 */
export function serviceSource(options: ServiceOptions = {}): Source<'Service'> {
  const settings = { ...serviceDefaults, ...options };
  const { annotationPrefixes, annotationFilter, compatibility, forcedTargets, types } = settings;
  const { hostTemplate, hostTargetTemplate, combineTemplates } = settings;

  const isRead = (service: Service): boolean =>
    (types.length === 0 || types.includes(service.type)) &&
    annotationFilter.matches(service.metadata.annotations) &&
    !isForAnother(service, annotationPrefixes);
  const isNamed = (service: Service): boolean =>
    !settings.ignoreHostnameAnnotation &&
    NAMING.some((key) => firstAnnotation(service, annotationPrefixes, key) !== undefined);
  const findsTargets = (service: Service): boolean =>
    isRead(service) &&
    (isNamed(service) || hostTemplate !== noTemplate
      ? firstAnnotation(service, annotationPrefixes, 'target') === undefined
      : legacyNames(service, compatibility) !== undefined);

  function publish(service: Service, view: ObjectView, namesIn: NamesIn): SourceResult {
    const collect = collector(service, forcedTargets);
    const annotations = annotationsOf(service, annotationPrefixes, collect.report);
    const names = namesIn(annotations, collect);
    if (names.length === 0) return collect.result(undefined);
    const targets = annotations.targets();
    if (targets === undefined)
      publishers[service.type]({ service, names, view, settings, annotations, collect });
    else for (const wanted of names) collect.want(wanted, targets);
    annotations.unsupported();
    return collect.result(annotations.ttl(), annotations.reverse());
  }

  return {
    name: 'service',
    kind: 'Service',
    refersTo: referredKinds(settings),
    fields: [...hostTemplate.fields('Service'), ...hostTargetTemplate.fields('Service')],
    claims(service, view) {
      if (!isRead(service)) return noClaims;
      const own = isNamed(service)
        ? publish(service, view, annotatedNames)
        : legacyClaims(service, view, settings);
      const pairs = () => pairClaims(service, hostTargetTemplate, 'service', forcedTargets);
      const hosts = () =>
        hostClaims(service, hostTemplate, 'service', (hosts) => publish(service, view, outerNames(hosts)));
      return withTemplates(own, [pairs, hosts], combineTemplates);
    },
    dependents: (changed, view) => dependentServices(changed, view, { settings, findsTargets }),
  };
}

const NAMING = ['hostname', 'internal-hostname'] as const;

type NamesIn = (annotations: Annotations, collect: Collector) => WantedOfService[];

const annotatedNames: NamesIn = (annotations, collect) =>
  NAMING.flatMap((key) =>
    collect.names(annotations.list(key)).map((at) => ({ ...at, internal: key === 'internal-hostname' })),
  );

/** Names as those of the annotation `hostname` are. */
function outerNames(hosts: readonly Placed[]): NamesIn {
  return (_, collect) => collect.names(hosts).map((at) => ({ ...at, internal: false }));
}

const publishers: Readonly<Record<ServiceType, (request: ServiceRequest) => void>> = {
  ClusterIP: (request) => (isHeadless(request.service) ? publishHeadless : publishClusterIp)(request),
  LoadBalancer: publishLoadBalancer,
  NodePort: publishNodePort,
  ExternalName: publishExternalName,
};
