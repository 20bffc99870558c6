import * as z from 'zod';
import { text } from './values.ts';

const flag = (description: string) => z.boolean().describe(description).default(false);

/** The options of each source; the keys are the names that the configuration knows. */
export const sourceOptions = {
  ingress: z
    .strictObject({
      classes: z.array(text).describe('Only Ingresses of these classes; all when empty.').default([]),
      ignoreRules: flag('Take no host from spec.rules.'),
      ignoreTls: flag('Take no host from spec.tls.'),
      ignoreHostnameAnnotation: flag('Take no host from the hostname annotation.'),
    })
    .describe('Names from the hosts of Ingresses, targets from their status.'),
  service: z
    .strictObject({
      types: z
        .array(z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']))
        .describe('Only Services of these types; all when empty.')
        .default([]),
      publishInternal: flag('Publish ClusterIP Services by their hostname annotation.'),
      publishNotReady: flag('Publish addresses of headless Services that are not ready.'),
      publishHostIp: flag('Publish the node address instead of the pod address for headless Services.'),
      excludeUnschedulable: z
        .boolean()
        .describe('Leave unschedulable nodes out of NodePort targets.')
        .default(true),
      excludeNotReadyNodes: flag('Leave nodes that are not ready out of NodePort targets.'),
      exposeInternalIpv6: flag('Publish internal IPv6 addresses of nodes.'),
      ignoreHostnameAnnotation: flag('Take no name from the hostname annotations.'),
    })
    .describe('Names from the annotations of Services, targets by their type.'),
} as const;

export type SourceName = keyof typeof sourceOptions;

export const sourceNames = ['ingress', 'service'] as const satisfies readonly SourceName[];

/** One source with its options: what both `- ingress` and `- ingress: {…}` become. */
export type SourceConfiguration = {
  [K in SourceName]: { readonly name: K; readonly options: z.output<(typeof sourceOptions)[K]> };
}[SourceName];

const shortForm = z.enum(sourceNames);
const longForm = z.strictObject({
  ingress: sourceOptions.ingress.exactOptional(),
  service: sourceOptions.service.exactOptional(),
});

export const source = z
  .union([shortForm, longForm])
  .describe('A source by its name, or as the name with its options.');

/** An entry of `sources` may hold more than one name: YAML makes that easy, and the meaning is plain. */
export function normaliseSources(entries: readonly z.output<typeof source>[]): SourceConfiguration[] {
  return entries.flatMap((entry): SourceConfiguration[] => {
    const options = typeof entry === 'string' ? { [entry]: sourceOptions[entry].parse({}) } : entry;
    const both = longForm.parse(options);
    return [
      ...(both.ingress === undefined ? [] : [{ name: 'ingress', options: both.ingress } as const]),
      ...(both.service === undefined ? [] : [{ name: 'service', options: both.service } as const]),
    ];
  });
}
