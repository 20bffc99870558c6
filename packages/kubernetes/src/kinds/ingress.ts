import { readLoadBalancer } from './load-balancer.ts';
import { kindRow } from './row.ts';

export const ingress = kindRow({
  kind: 'Ingress',
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'ingresses',
  namespaced: true,
  read(object, metadata) {
    const spec = object.section('spec');
    const className = spec.text('ingressClassName');
    return {
      kind: 'Ingress',
      metadata,
      ...(className !== undefined && { className }),
      ruleHosts: spec.sections('rules').map((rule) => rule.text('host') ?? ''),
      tlsHosts: spec.sections('tls').map((tls) => tls.texts('hosts')),
      loadBalancer: readLoadBalancer(object),
    };
  },
});
