import type { ObjectView, Service } from '../../object/object.ts';
import type { Problem } from '../../problem.ts';
import type { Collector } from '../collector.ts';
import { loadBalancerTargets } from '../load-balancer.ts';
import { groupTargets, readAddress, readAll, type Targets, type TypedTarget } from '../targets.ts';

/** Targets, and whether some are missing that are wanted. */
export interface Resolved {
  readonly targets: Targets;
  readonly lacking: boolean;
}

/**
 * As {@link loadBalancerTargets}, with what the host names resolve to in their place. A host name that is not
 * resolved yet, or cannot be just now, leaves a lack, so that what it was resolved to last stays.
 */
export function resolvedTargets(service: Service, view: ObjectView, { report }: Collector): Resolved {
  const given = loadBalancerTargets(service.loadBalancer, report);
  const targets: TypedTarget[] = [...given].flatMap(([type, values]) =>
    type === 'CNAME' ? [] : values.map((value) => ({ type, value })),
  );
  let lacking = false;
  for (const host of given.get('CNAME') ?? []) {
    const known = view.get('HostAddress', '', host);
    const places = (known?.addresses ?? []).map((text) => ({ text, rule: `HostAddress ${host}` }));
    const found = readAll(places, readAddress, report);
    targets.push(...found);
    lacking ||= found.length === 0;
    if (found.length === 0 && known !== undefined) report('status.loadBalancer', unresolved(host));
  }
  return { targets: groupTargets(targets), lacking };
}

/** The host names of a Service's load balancers, in canonical form. */
export function loadBalancerHosts({ loadBalancer }: Service): readonly string[] {
  return loadBalancerTargets(loadBalancer, () => {}).get('CNAME') ?? [];
}

function unresolved(host: string): Problem {
  return {
    code: 'SKY_HOST_UNRESOLVED',
    message: `The load balancer's host name ${host} cannot be resolved just now.`,
    hint: 'Look why with a DNS query of your own; what it was resolved to last stays published.',
  };
}
