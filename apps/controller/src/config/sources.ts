import { compatibilities } from '@skywriter/core';
import * as z from 'zod';
import { endpointRecord } from './endpoints.ts';
import { selector, target, templates, text } from './values.ts';

const flag = (description: string) => z.boolean().describe(description).default(false);

/** What every source has. */
const common = {
  ignoreHostnameAnnotation: flag('Take no name from the hostname annotations.'),
  annotationFilter: selector
    .describe('Only objects whose annotations this selects, in the syntax of label selectors.')
    .exactOptional(),
  hostTemplates: templates
    .describe('Go templates that make names of objects which have none: "{{.Name}}.example.com".')
    .default([]),
  hostTargetTemplates: templates
    .describe('Go templates that make names with their targets, as host:target.')
    .default([]),
  combineTemplates: flag('Publish what templates make beside the names that objects have.'),
  forcedTargets: z
    .array(target)
    .describe('What every name points at, whatever its object says; as the objects have it when empty.')
    .default([]),
};

/** The options of each source; the keys are the names that the configuration knows. */
export const sourceOptions = {
  ingress: z
    .strictObject({
      classes: z.array(text).describe('Only Ingresses of these classes; all when empty.').default([]),
      ignoreRules: flag('Take no host from spec.rules.'),
      ignoreTls: flag('Take no host from spec.tls.'),
      ...common,
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
      pods: flag(
        'Read the Pods of headless Services too, for what EndpointSlices do not tell: see the README.',
      ),
      resolveLoadBalancer: flag('Publish what host names of load balancers resolve to, instead of a CNAME.'),
      compatibility: z
        .enum(compatibilities)
        .describe('The annotations of another program, for Services that have none of ours.')
        .default('none'),
      excludeUnschedulable: z
        .boolean()
        .describe('Leave unschedulable nodes out of NodePort targets.')
        .default(true),
      excludeNotReadyNodes: flag('Leave nodes that are not ready out of NodePort targets.'),
      exposeInternalIpv6: flag('Publish internal IPv6 addresses of nodes.'),
      ...common,
    })
    .describe('Names from the annotations of Services, targets by their type.'),
  endpointslice: z
    .strictObject({
      records: z.array(endpointRecord).min(1).describe('What is published, and from where.'),
      publicAddressKeys: z
        .array(text)
        .describe('Annotations and labels of nodes that tell public addresses, before the status does.')
        .default([]),
    })
    .describe('Names that this file gives to the endpoints of Services, such as the API server’s own.'),
} as const;

export type SourceName = keyof typeof sourceOptions;

export const sourceNames = ['ingress', 'service', 'endpointslice'] as const satisfies readonly SourceName[];

/** One source with its options: what both `- ingress` and `- ingress: {…}` become. */
export type SourceConfiguration = {
  [K in SourceName]: { readonly name: K; readonly options: z.output<(typeof sourceOptions)[K]> };
}[SourceName];

const shortForm = z.enum(sourceNames);
const longForm = z.strictObject({
  ingress: sourceOptions.ingress.exactOptional(),
  service: sourceOptions.service.exactOptional(),
  endpointslice: sourceOptions.endpointslice.exactOptional(),
});

export const source = z
  .union([shortForm, longForm])
  .describe('A source by its name, or as the name with its options.');

/** An entry of `sources` may hold more than one name: YAML makes that easy, and the meaning is plain. */
export function normaliseSources(entries: readonly z.output<typeof source>[]): SourceConfiguration[] {
  return entries.flatMap((entry): SourceConfiguration[] => {
    // Without records it is nothing, and a rule says so.
    if (entry === 'endpointslice') return [];
    const { ingress, service, endpointslice } =
      typeof entry === 'string' ? longForm.parse({ [entry]: sourceOptions[entry].parse({}) }) : entry;
    return [
      ...(ingress === undefined ? [] : [{ name: 'ingress', options: ingress } as const]),
      ...(service === undefined ? [] : [{ name: 'service', options: service } as const]),
      ...(endpointslice === undefined ? [] : [{ name: 'endpointslice', options: endpointslice } as const]),
    ];
  });
}
