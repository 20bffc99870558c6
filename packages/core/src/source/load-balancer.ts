import type { LoadBalancerIngress } from '../object/object.ts';
import type { Report } from './report.ts';
import { groupTargets, readAddress, readAll, readTarget, type Targets } from './targets.ts';

/** What `status.loadBalancer.ingress` points to: the address and the host name of every entry. */
export function loadBalancerTargets(status: readonly LoadBalancerIngress[], report: Report): Targets {
  const place = (field: 'ip' | 'hostname') =>
    status.flatMap((entry, index) => {
      const text = entry[field] ?? '';
      return text === '' ? [] : [{ text, rule: `status.loadBalancer.ingress[${index}].${field}` }];
    });
  return groupTargets([
    ...readAll(place('ip'), readAddress, report),
    ...readAll(place('hostname'), readTarget, report),
  ]);
}
