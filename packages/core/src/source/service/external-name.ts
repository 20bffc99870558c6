import { groupTargets, readAddress, readAll, readTarget } from '../targets.ts';
import { type ServiceRequest, specAddresses } from './request.ts';

/** `spec.externalIPs`, else `spec.externalName`, which may be an address. */
export function publishExternalName({ service, names, collect }: ServiceRequest): void {
  const given = specAddresses('externalIPs', service.externalIPs);
  const { externalName = '' } = service;
  const host = externalName === '' ? [] : [{ text: externalName, rule: 'spec.externalName' }];
  const targets = groupTargets(
    given.length > 0
      ? readAll(given, readAddress, collect.report)
      : readAll(host, readTarget, collect.report),
  );
  for (const wanted of names) collect.want(wanted, targets);
}
