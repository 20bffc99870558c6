import type { ObjectView, Service } from '../../object/object.ts';
import type { Annotations } from '../annotations.ts';
import type { Collector, Wanted } from '../collector.ts';
import type { Placed } from '../report.ts';
import type { ServiceOptions } from './options.ts';

/** A name, and which of the two annotations asks for it. */
export interface WantedOfService extends Wanted {
  readonly internal: boolean;
}

/** One Service that asks for names, and what it takes to answer: what every type's function is given. */
export interface ServiceRequest {
  readonly service: Service;
  readonly names: readonly WantedOfService[];
  readonly view: ObjectView;
  readonly settings: Required<ServiceOptions>;
  readonly annotations: Annotations;
  readonly collect: Collector;
}

/** The entries of a list of addresses in the spec, such as `externalIPs`, with their places. */
export function specAddresses(field: string, addresses: readonly string[]): Placed[] {
  return addresses.flatMap((text, index) => (text === '' ? [] : [{ text, rule: `spec.${field}[${index}]` }]));
}

/** A Service without a cluster IP of its own: its endpoints stand for themselves. */
export function isHeadless(service: Service): boolean {
  return service.type === 'ClusterIP' && service.clusterIPs.includes('None');
}
