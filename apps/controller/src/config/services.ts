import { EXTERNAL_DNS, parsePrefixes } from '@skywriter/service-writer';
import * as z from 'zod';
import { checked, name, text, ttl } from './values.ts';

const serviceName = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);

const record = z
  .strictObject({
    serviceName: serviceName.describe('The Service: lower-case letters, digits and "-" inside, up to 63.'),
    hostnames: z.array(name).min(1).describe('The names that it publishes; they share their targets.'),
    ttl: ttl.describe('Seconds, whatever the records ask for.').exactOptional(),
  })
  .describe('One Service and the names that it publishes.');

export const services = z
  .strictObject({
    namespace: text
      .describe('Where the Services are; the namespace that this runs in when left out.')
      .exactOptional(),
    annotationPrefixes: z
      .array(checked((value) => parsePrefixes([value])))
      .min(1)
      .describe(
        'Where ExternalDNS looks, such as internal-dns.example.com/; external-dns is both of its own.',
      )
      .default([EXTERNAL_DNS]),
    records: z.array(record).min(1).describe('The Services, and the names that each of them publishes.'),
    adoptLabels: z
      .record(z.string(), z.string())
      .describe('Services of these records with all of these labels are taken over from who made them.')
      .exactOptional(),
    prune: z
      .boolean()
      .describe(
        'Delete what outputs of this owner left that are gone; nobody else may then write as this owner.',
      )
      .default(false),
  })
  .describe(
    'Annotated Services, for ExternalDNS to read; each Service has an owner and is repaired at once.',
  );

export type ServicesConfiguration = z.output<typeof services>;

interface Owned {
  readonly owner: string;
  readonly outputs: readonly {
    readonly name: string;
    readonly owner?: string;
    readonly services?: ServicesConfiguration;
  }[];
}

/** The other outputs of its owner that write Services, for one that prunes; undefined for any other. */
export function siblingsOf(name: string, { owner, outputs }: Owned): readonly string[] | undefined {
  const self = outputs.find((output) => output.name === name);
  if (self?.services?.prune !== true) return undefined;
  return outputs
    .filter(
      ({ services, ...other }) => services !== undefined && (other.owner ?? owner) === (self.owner ?? owner),
    )
    .flatMap((other) => (other.name === name ? [] : other.name));
}
