import type { KubernetesObject, ObjectView, Service } from '../../object/object.ts';
import { firstAnnotation } from '../annotations.ts';
import type { ServiceOptions } from './options.ts';
import { isHeadless } from './request.ts';

/**
 * The Services whose claims may differ now that a slice or node changed: those that are published, find
 * their targets themselves, and find them there.
 */
export function* dependentServices(
  changed: KubernetesObject,
  view: ObjectView,
  rules: { readonly settings: Required<ServiceOptions>; readonly publishes: (service: Service) => boolean },
): Generator<Service> {
  const { settings } = rules;
  const publishes = (service: Service): boolean =>
    rules.publishes(service) && firstAnnotation(service, settings.annotationPrefixes, 'target') === undefined;
  if (changed.kind === 'EndpointSlice') {
    const service = view.get('Service', changed.metadata.namespace, changed.serviceName);
    if (service !== undefined && usesSlices(service) && publishes(service)) yield service;
  } else if (changed.kind === 'Node') {
    for (const service of view.all('Service')) {
      if (usesNodes(service, settings) && publishes(service)) yield service;
    }
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
