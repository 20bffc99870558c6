import { addressSources, addressTypes } from '@skywriter/core';
import { type Configuration, type ConfigurationInput, schema } from '../config/schema.ts';
import { logLevels } from './rules.ts';
import type { KubertureFile, KubertureOutput } from './shape.ts';

/** What kuberture is told by flags and variables. */
export interface KubertureArguments {
  /** `--instance`: whose the Services are. */
  readonly instance: string;
  /** `POD_NAMESPACE`: where they are. */
  readonly namespace: string;
  /** `--leader-elect`. */
  readonly leaderElect: boolean;
}

/** What a file of kuberture means here. */
export interface Translation {
  /** As its author would write it. */
  readonly written: ConfigurationInput;
  /** The same, read. */
  readonly configuration: Configuration;
}

/** From kuberture's file and arguments to a configuration. Pure. The file has passed its rules. */
export function translate(file: KubertureFile, given: KubertureArguments): Translation {
  const names = outputNames(file.outputs.map(({ name }) => name));
  const { namespace, serviceName } = file.source;
  const written: ConfigurationInput = {
    owner: given.instance,
    kubernetes: { namespaces: [namespace] },
    sources: [
      {
        endpointslice: {
          records: file.outputs.map((output, index) => ({
            name: output.name,
            hostnames: [...output.hostname],
            service: { namespace, name: serviceName },
            addressSource: oneOf(addressSources, output.addressSource),
            addressType: oneOf(addressTypes, output.addressType),
            ttl: output.recordTTL,
            outputs: [names[index] ?? ''],
          })),
        },
      },
    ],
    // kuberture's Lease has one name for all; of an instance of that name it is the same one.
    ...(given.leaderElect && {
      leaderElection: { lease: `${given.instance}-leader`, namespace: given.namespace },
    }),
    // The first deletes what outputs have left that are gone from the file; one is enough.
    outputs: file.outputs.map((output, index) => ({
      name: names[index] ?? '',
      services: { ...servicesOf(output, given), ...(index === 0 && { prune: true }) },
    })),
    ...(isServed(file.metricsBindAddress) && {
      metrics: { listen: file.metricsBindAddress, kuberture: true },
    }),
    ...(isServed(file.healthProbeBindAddress) && { health: { listen: file.healthProbeBindAddress } }),
    log: { level: oneOf(logLevels, file.logLevel), format: 'json' },
  };
  return { written, configuration: schema.parse(written) };
}

/** Without a prefix, kuberture's default is one that ExternalDNS since 0.22 does not read; so both are written. */
function servicesOf(
  { annotationPrefix, serviceName, hostname }: KubertureOutput,
  { instance, namespace }: KubertureArguments,
) {
  return {
    namespace,
    annotationPrefixes: [annotationPrefix === '' ? 'external-dns' : annotationPrefix],
    records: [{ serviceName, hostnames: hostname }],
    adoptLabels: { 'app.kubernetes.io/managed-by': 'kuberture', 'kuberture/instance': instance },
  };
}

/** To kuberture's libraries, `0` is an address at which nothing is served. */
function isServed(address: string): boolean {
  return address !== '0';
}

/** kuberture lets outputs be called anything; here names stand in metrics, labels and plans. */
function outputNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain =
      name
        .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
        .replace(/^[^A-Za-z0-9]+/, '')
        .slice(0, 50) || 'output';
    let free = plain;
    for (let count = 2; taken.has(free); count += 1) free = `${plain}-${count}`;
    taken.add(free);
    return free;
  });
}

/** What the rules have let pass is one of them. */
function oneOf<T extends string>(all: readonly [T, ...T[]], text: string): T {
  return all.find((one) => one === text) ?? all[0];
}
