import { endpointSliceSource } from './endpointslice/endpointslice.ts';
import { ingressSource } from './ingress.ts';
import { serviceSource } from './service/service.ts';

/** Every source there is, by the name it has in the configuration. A new one is a file and a row here. */
export const sources = {
  endpointslice: endpointSliceSource,
  ingress: ingressSource,
  service: serviceSource,
} as const;

export type SourceName = keyof typeof sources;
