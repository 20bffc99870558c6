import * as z from 'zod';
import { output } from './outputs.ts';
import { normaliseSources, source } from './sources.ts';
import { listen, nat64Network, owner, pattern, selector, text } from './values.ts';

/** Both prefixes of ExternalDNS: that of 0.22 and later, and that of all versions before. */
const defaultPrefixes = ['external-dns.kubernetes.io/', 'external-dns.alpha.kubernetes.io/'];

const kubernetes = z
  .strictObject({
    kubeconfig: text
      .describe('A kubeconfig file; in a cluster, the Pod’s own account when left out.')
      .exactOptional(),
    context: text.describe('The context of the kubeconfig.').exactOptional(),
    server: text
      .describe('The URL of the API server, where it is not that of the kubeconfig.')
      .exactOptional(),
    namespaces: z.array(text).describe('Only objects of these namespaces; all when empty.').default([]),
    labelSelector: selector
      .describe('Only objects with these labels; applied by the API server.')
      .exactOptional(),
    events: z
      .boolean()
      .describe('Whether problems are said as Events on their objects; needs the right to write Events.')
      .default(true),
  })
  .describe('Objects from an API server.');

const nameRule = z.strictObject({
  namespace: text.describe('The namespace that the rule is for.'),
  allow: z
    .array(pattern)
    .describe('The names it may claim: shop.example.com, or *.team.example.com for all below.'),
  share: z
    .boolean()
    .describe('Whether its claims may join a name that another namespace already holds.')
    .exactOptional(),
});

const guards = z
  .strictObject({
    massDeletion: z
      .strictObject({
        share: z
          .number()
          .min(0)
          .max(1)
          .describe(
            'Deleting more than this share of an output’s names at once stops and asks; 1 never stops.',
          )
          .default(0.5),
        atLeast: z.number().int().min(1).describe('Fewer deletions than this are never stopped.').default(20),
        release: z
          .array(text)
          .describe('Ids of stopped mass deletions that may pass, as the log and `plan` tell them.')
          .default([]),
      })
      .prefault({}),
  })
  .describe('What stops a mistake before it reaches the DNS.');

const log = z.strictObject({
  level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  format: z
    .enum(['auto', 'json', 'pretty'])
    .describe('auto is pretty on a terminal and json elsewhere.')
    .default('auto'),
});

/** The configuration file. Every description is also the hint of an error at its place. */
export const schema = z
  .strictObject({
    owner: owner.describe(
      'The id under which records are written: ASCII without comma, quote and backslash.',
    ),
    manifests: z
      .array(text)
      .describe('Files and folders of Kubernetes manifests, watched; relative to this file.')
      .default([]),
    kubernetes: kubernetes.exactOptional(),
    sources: z.array(source).min(1).transform(normaliseSources).describe('What publishes names.'),
    annotationPrefixes: z
      .array(z.string().regex(/^[^\s/]+\/$/))
      .min(1)
      .describe('Prefixes of the annotations that are read, each ending in "/"; the first wins.')
      .default(defaultPrefixes),
    derive: z
      .strictObject({
        createPtr: z
          .boolean()
          .describe('PTR records for all addresses, unless an object says otherwise.')
          .default(false),
        nat64Networks: z
          .array(nat64Network)
          .describe('A records for AAAA records in these /96 prefixes of NAT64.')
          .default([]),
      })
      .describe('Records that follow from others.')
      .prefault({}),
    sharing: z
      .enum(['namespace', 'any'])
      .describe('Who may join a name that is held: objects of its namespace, or any object (as ExternalDNS).')
      .default('namespace'),
    nameRules: z.array(nameRule).describe('Which names a namespace may claim.').default([]),
    outputs: z.array(output).min(1).describe('Where the records go.'),
    guards: guards.prefault({}),
    leaderElection: z
      .strictObject({
        lease: text.describe('The name of the Lease.').default('skywriter'),
        namespace: text
          .describe('Where the Lease is; the namespace that this runs in when left out.')
          .exactOptional(),
      })
      .describe(
        'Of several processes only the one that holds a Lease writes; DNS servers answer in all of them.',
      )
      .exactOptional(),
    metrics: z
      .strictObject({
        listen: listen.describe('Address of /metrics, /healthz and /readyz, such as 127.0.0.1:7979.'),
        externalDns: z
          .boolean()
          .describe('Also the metrics of ExternalDNS that have a meaning here, for its dashboards.')
          .default(false),
        kuberture: z.boolean().describe('Also the metrics of kuberture, for its dashboards.').default(false),
      })
      .exactOptional(),
    health: z
      .strictObject({ listen: listen.describe('Another address for /healthz and /readyz, such as :8081.') })
      .exactOptional(),
    log: log.prefault({}),
  })
  .meta({ title: 'Skywriter configuration', description: 'What Skywriter reads, and where it writes.' });

/** A valid configuration, defaults filled in. */
export type Configuration = z.output<typeof schema>;
/** A configuration as its author writes it. */
export type ConfigurationInput = z.input<typeof schema>;
