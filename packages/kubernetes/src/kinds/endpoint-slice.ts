import type { Endpoint } from '@skywriter/core';
import { kindRow } from './row.ts';
import type { Section } from './section.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

export const endpointSlice = kindRow({
  kind: 'EndpointSlice',
  group: 'discovery.k8s.io',
  version: 'v1',
  plural: 'endpointslices',
  namespaced: true,
  read: (object, metadata) => ({
    kind: 'EndpointSlice',
    metadata,
    addressType: object.text('addressType') ?? '',
    serviceName: metadata.labels[SERVICE_NAME] ?? '',
    endpoints: object.sections('endpoints').map(readEndpoint),
  }),
});

/** A condition that is nil is unknown, and the API says how each shall then be taken (discovery/v1). */
function readEndpoint(endpoint: Section): Endpoint {
  const hostname = endpoint.text('hostname');
  const nodeName = endpoint.text('nodeName');
  const pod = podOf(endpoint.section('targetRef'));
  const conditions = endpoint.section('conditions');
  const ready = conditions.flag('ready') ?? true;
  return {
    addresses: endpoint.texts('addresses'),
    ...(hostname !== undefined && { hostname }),
    ...(nodeName !== undefined && { nodeName }),
    ...(pod !== undefined && { pod }),
    ready,
    serving: conditions.flag('serving') ?? ready,
    terminating: conditions.flag('terminating') ?? false,
  };
}

function podOf(target: Section): string | undefined {
  return target.text('kind') === 'Pod' && (target.text('apiVersion') ?? '') === ''
    ? target.text('name')
    : undefined;
}
