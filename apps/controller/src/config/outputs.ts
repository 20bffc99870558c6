import { recordTypes } from '@skywriter/core';
import * as z from 'zod';
import { services } from './services.ts';
import { skydns } from './skydns.ts';
import {
  address,
  dnsListen,
  domain,
  name,
  network,
  owner,
  regex,
  seconds,
  text,
  ttl,
  zone,
} from './values.ts';

const nameServer = z
  .union([
    name.transform((host) => ({ host, addresses: [] })),
    z.strictObject({
      host: name.describe('The name of the server.'),
      addresses: z
        .array(address)
        .describe('Its addresses, needed where its name is in one of the zones.')
        .default([]),
    }),
  ])
  .describe('A name server by its name, or with its addresses.');

export const dns = z
  .strictObject({
    listen: z
      .array(dnsListen)
      .min(1)
      .describe('Addresses to answer on, UDP and TCP, such as 127.0.0.1:5300.'),
    ns: z.array(nameServer).describe('The name servers of the zones; ns.<zone> when left out.').default([]),
    soa: z
      .strictObject({
        mname: name.describe('The primary name server.').exactOptional(),
        mailbox: text.describe('Who answers for the zones: hostmaster@example.com.').exactOptional(),
        refresh: seconds.exactOptional(),
        retry: seconds.exactOptional(),
        expire: seconds.exactOptional(),
        minimum: seconds
          .describe('Seconds for which a resolver may remember that a name does not exist.')
          .exactOptional(),
      })
      .describe('What the zones say of themselves (SOA).')
      .exactOptional(),
    ttl: ttl.describe('Seconds for records whose objects name no TTL.').exactOptional(),
  })
  .describe('The authoritative DNS server inside Skywriter.');

/** Words of the configuration that a later version brings; known, so that the error can say so. */
export const laterWriters = ['webhook'] as const;
export const writers = ['skydns', 'dns', 'services', ...laterWriters] as const;

const later = z.looseObject({}).describe('Not supported yet.').exactOptional();

/** Also the hint where they are missing. */
export const zonesMeaning = 'Nothing is ever written outside these zones; "." stands for every name.';

export const output = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
      .describe('How logs, metrics and plans call this output: letters, digits, -, _ and dots.'),
    zones: z.array(zone).min(1).describe(zonesMeaning).exactOptional(),
    policy: z
      .enum(['sync', 'upsert-only', 'create-only'])
      .describe('sync creates, updates and deletes; upsert-only never deletes; create-only only creates.')
      .default('sync'),
    ttl: ttl.describe('Seconds for records whose objects name no TTL.').exactOptional(),
    owner: owner
      .describe('The owner in this output, where it is not that of the whole file.')
      .exactOptional(),
    filter: z
      .strictObject({
        include: z.array(domain).describe('Only names in these domains.').default([]),
        exclude: z.array(domain).describe('No names in these domains.').default([]),
        includeRegex: regex.describe('Only names that match; replaces include and exclude.').exactOptional(),
        excludeRegex: regex.describe('No names that match; replaces include and exclude.').exactOptional(),
      })
      .describe('Which names of the zones this output publishes.')
      .exactOptional(),
    recordTypes: z
      .array(z.enum(recordTypes))
      .describe('Only records of these types are managed, others left as they are; all when left out.')
      .exactOptional(),
    targetNets: z
      .strictObject({
        only: z
          .array(network)
          .describe('Only targets in these networks; host names are in none.')
          .default([]),
        except: z.array(network).describe('No targets in these networks.').default([]),
      })
      .describe('Which addresses this output publishes.')
      .exactOptional(),
    hold: z
      .strictObject({
        maxStaleness: seconds.describe('Seconds for which an object may have no addresses.'),
        whenStale: z
          .enum(['keep', 'withdraw'])
          .describe('keep: the last good record stays and is told anew; withdraw: it goes.'),
      })
      .describe('What becomes of records whose objects have no addresses; they stay when left out.')
      .exactOptional(),
    skydns: skydns.exactOptional(),
    dns: dns.exactOptional(),
    services: services.exactOptional(),
    webhook: later,
  })
  .describe('A destination for records, with exactly one of skydns, dns and services.');

export type OutputConfiguration = z.output<typeof output>;
export type DnsConfiguration = z.output<typeof dns>;
