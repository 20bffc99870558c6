import type { Service, ServiceType } from '../../object/object.ts';
import { annotationsOf, firstAnnotation, isForAnother } from '../annotations.ts';
import { collector } from '../collector.ts';
import { noClaims, type Source } from '../source.ts';
import { publishClusterIp } from './cluster-ip.ts';
import { dependentServices } from './dependents.ts';
import { publishExternalName } from './external-name.ts';
import { publishHeadless } from './headless.ts';
import { publishLoadBalancer } from './load-balancer.ts';
import { publishNodePort } from './node-port.ts';
import { type ServiceOptions, serviceDefaults } from './options.ts';
import { isHeadless, type ServiceRequest } from './request.ts';

/**
 * Names from the annotations `hostname` and `internal-hostname` of a Service; targets from the annotation
 * `target`, else by the type of the Service, each in a file beside this one.
 */
export function serviceSource(options: ServiceOptions = {}): Source<'Service'> {
  const settings = { ...serviceDefaults, ...options };
  const { annotationPrefixes, ignoreHostnameAnnotation, types } = settings;

  const publishes = (service: Service): boolean =>
    !ignoreHostnameAnnotation &&
    (types.length === 0 || types.includes(service.type)) &&
    NAMING.some((key) => firstAnnotation(service, annotationPrefixes, key) !== undefined) &&
    !isForAnother(service, annotationPrefixes);

  return {
    name: 'service',
    kind: 'Service',
    refersTo: ['EndpointSlice', 'Node'],
    claims(service, view) {
      if (!publishes(service)) return noClaims;
      const collect = collector(service);
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
      return collect.result(annotations.ttl());
    },
    dependents: (changed, view) => dependentServices(changed, view, { settings, publishes }),
  };
}

const NAMING = ['hostname', 'internal-hostname'] as const;

const publishers: Readonly<Record<ServiceType, (request: ServiceRequest) => void>> = {
  ClusterIP: (request) => (isHeadless(request.service) ? publishHeadless : publishClusterIp)(request),
  LoadBalancer: publishLoadBalancer,
  NodePort: publishNodePort,
  ExternalName: publishExternalName,
};
