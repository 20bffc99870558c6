import type { Service, ServiceType } from '../../object/object.ts';
import { annotationsOf, firstAnnotation, isForAnother } from '../annotations.ts';
import { collector } from '../collector.ts';
import { noClaims, type Source } from '../source.ts';
import { publishClusterIp } from './cluster-ip.ts';
import { legacyClaims, legacyNames } from './compatibility.ts';
import { dependentServices } from './dependents.ts';
import { publishExternalName } from './external-name.ts';
import { publishHeadless } from './headless.ts';
import { publishLoadBalancer } from './load-balancer.ts';
import { publishNodePort } from './node-port.ts';
import { type ServiceOptions, serviceDefaults } from './options.ts';
import { referredKinds } from './referred-kinds.ts';
import { isHeadless, type ServiceRequest } from './request.ts';

/**
 * Names from the annotations `hostname` and `internal-hostname` of a Service; targets from the annotation
 * `target`, else by the type of the Service, each in a file beside this one.
 */
export function serviceSource(options: ServiceOptions = {}): Source<'Service'> {
  const settings = { ...serviceDefaults, ...options };
  const { annotationPrefixes, annotationFilter, compatibility, forcedTargets, types } = settings;

  const isRead = (service: Service): boolean =>
    (types.length === 0 || types.includes(service.type)) &&
    annotationFilter.matches(service.metadata.annotations) &&
    !isForAnother(service, annotationPrefixes);
  const isNamed = (service: Service): boolean =>
    !settings.ignoreHostnameAnnotation &&
    NAMING.some((key) => firstAnnotation(service, annotationPrefixes, key) !== undefined);
  const findsTargets = (service: Service): boolean =>
    isRead(service) &&
    (isNamed(service)
      ? firstAnnotation(service, annotationPrefixes, 'target') === undefined
      : legacyNames(service, compatibility) !== undefined);

  return {
    name: 'service',
    kind: 'Service',
    refersTo: referredKinds(settings),
    claims(service, view) {
      if (!isRead(service)) return noClaims;
      if (!isNamed(service)) return legacyClaims(service, view, settings);
      const collect = collector(service, forcedTargets);
      const annotations = annotationsOf(service, annotationPrefixes, collect.report);
      const names = NAMING.flatMap((key) =>
        collect.names(annotations.list(key)).map((at) => ({ ...at, internal: key === 'internal-hostname' })),
      );
      if (names.length === 0) return collect.result(undefined);
      const targets = annotations.targets();
      if (targets === undefined)
        publishers[service.type]({ service, names, view, settings, annotations, collect });
      else for (const wanted of names) collect.want(wanted, targets);
      annotations.unsupported();
      return collect.result(annotations.ttl(), annotations.reverse());
    },
    dependents: (changed, view) => dependentServices(changed, view, { settings, findsTargets }),
  };
}

const NAMING = ['hostname', 'internal-hostname'] as const;

const publishers: Readonly<Record<ServiceType, (request: ServiceRequest) => void>> = {
  ClusterIP: (request) => (isHeadless(request.service) ? publishHeadless : publishClusterIp)(request),
  LoadBalancer: publishLoadBalancer,
  NodePort: publishNodePort,
  ExternalName: publishExternalName,
};
