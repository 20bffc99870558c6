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
  })
  .describe(
    'Annotated Services, for ExternalDNS to read; each Service has an owner and is repaired at once.',
  );

export type ServicesConfiguration = z.output<typeof services>;
