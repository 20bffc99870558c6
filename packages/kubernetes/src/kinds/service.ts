import type { ServicePort, ServiceType } from '@skywriter/core';
import { readLoadBalancer } from './load-balancer.ts';
import { kindRow } from './row.ts';
import type { Section } from './section.ts';

const types: readonly ServiceType[] = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];

export const service = kindRow({
  kind: 'Service',
  group: '',
  version: 'v1',
  plural: 'services',
  namespaced: true,
  read(object, metadata) {
    const spec = object.section('spec');
    const type = spec.text('type');
    const externalName = spec.text('externalName');
    const externalTrafficPolicy = spec.text('externalTrafficPolicy');
    return {
      kind: 'Service',
      metadata,
      type: types.find((known) => known === type) ?? 'ClusterIP',
      clusterIPs: readClusterIPs(spec),
      externalIPs: spec.texts('externalIPs'),
      ...(externalName !== undefined && { externalName }),
      ...(externalTrafficPolicy !== undefined && { externalTrafficPolicy }),
      publishNotReadyAddresses: spec.flag('publishNotReadyAddresses') ?? false,
      ports: spec.sections('ports').map(readPort),
      loadBalancer: readLoadBalancer(object),
    };
  },
});

/** Manifests mostly have only the older singular field, which the API server copies into the list. */
function readClusterIPs(spec: Section): string[] {
  const all = spec.texts('clusterIPs');
  return (all.length > 0 ? all : [spec.text('clusterIP') ?? '']).filter((address) => address !== '');
}

function readPort(port: Section): ServicePort {
  const nodePort = port.integer('nodePort') ?? 0;
  const number = port.integer('port');
  if (number === undefined) throw port.mismatch('port', 'a whole number');
  return {
    name: port.text('name') ?? '',
    protocol: port.text('protocol') ?? 'TCP',
    port: number,
    ...(nodePort !== 0 && { nodePort }),
  };
}
