import type { KubernetesObject, ObjectView, Service } from '../../object/object.ts';
import { firstAnnotation } from '../annotations.ts';
import { resolvesHosts } from './hosts-to-resolve.ts';
import type { ServiceOptions } from './options.ts';
import { isHeadless } from './request.ts';
import { loadBalancerHosts } from './resolved.ts';

interface Rules {
  readonly settings: Required<ServiceOptions>;
  /** Whether the Service is published with targets that it finds itself. */
  readonly findsTargets: (service: Service) => boolean;
}

/**
 * The Services whose claims may differ now that something changed that they refer to: those that are
 * published, find their targets themselves, and find them there.
 */
export function* dependentServices(
  changed: KubernetesObject,
  view: ObjectView,
  { settings, findsTargets }: Rules,
): Generator<Service> {
  for (const service of candidates(changed, view, settings)) if (findsTargets(service)) yield service;
}

function* candidates(
  changed: KubernetesObject,
  view: ObjectView,
  settings: Required<ServiceOptions>,
): Generator<Service> {
  const { namespace, name } = changed.metadata;
  switch (changed.kind) {
    case 'EndpointSlice': {
      const service = view.get('Service', namespace, changed.serviceName);
      if (service !== undefined && usesSlices(service)) yield service;
      return;
    }
    case 'Pod':
      for (const { serviceName } of view.slicesOfPod(namespace, name)) {
        const service = view.get('Service', namespace, serviceName);
        if (service !== undefined && isHeadless(service)) yield service;
      }
      return;
    case 'Node':
      for (const service of view.all('Service')) if (usesNodes(service, settings)) yield service;
      return;
    case 'HostAddress':
      for (const service of view.all('Service')) {
        if (resolvesHosts(service, settings) && loadBalancerHosts(service).includes(name)) yield service;
      }
      return;
  }
}

function usesSlices(service: Service): boolean {
  return isHeadless(service) || (service.type === 'NodePort' && service.externalTrafficPolicy === 'Local');
}

function usesNodes(
  service: Service,
  { publishHostIp, annotationPrefixes }: Required<ServiceOptions>,
): boolean {
  if (service.type === 'NodePort') return true;
  if (!isHeadless(service)) return false;
  return publishHostIp || firstAnnotation(service, annotationPrefixes, 'endpoints-type') !== undefined;
}
