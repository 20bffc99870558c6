import type { Clock, Name } from '@skywriter/core';
import { createDnsOutput, type DnsOutput } from '@skywriter/dns-server';
import type { DnsConfiguration, OutputConfiguration } from '../config/outputs.ts';

/** The `dns` output of a configuration. */
export function dnsOutput(output: OutputConfiguration, dns: DnsConfiguration, clock: Clock): DnsOutput {
  const ttl = dns.ttl ?? output.ttl;
  return createDnsOutput({
    name: output.name,
    zones: namedZones(output),
    listen: dns.listen,
    ...(dns.ns.length === 0 ? {} : { ns: dns.ns }),
    ...(dns.soa === undefined ? {} : { soa: dns.soa }),
    ...(ttl === undefined ? {} : { ttl }),
    clock,
  });
}

/** To the engine, no zone means every name: what "." means in the configuration. */
export function namedZones({ zones = [] }: OutputConfiguration): Name[] {
  return zones.flatMap((zone) => (zone === '.' ? [] : zone));
}
