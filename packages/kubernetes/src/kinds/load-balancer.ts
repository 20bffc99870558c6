import type { LoadBalancerIngress } from '@skywriter/core';
import type { Section } from './section.ts';

/** `status.loadBalancer.ingress`, alike in Ingress and Service. */
export function readLoadBalancer(object: Section): LoadBalancerIngress[] {
  const points = object.section('status').section('loadBalancer').sections('ingress');
  return points.map((point) => {
    const ip = point.text('ip');
    const hostname = point.text('hostname');
    return { ...(ip !== undefined && { ip }), ...(hostname !== undefined && { hostname }) };
  });
}
