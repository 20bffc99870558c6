import * as z from 'zod';
import { text, url } from './values.ts';

const path = text.describe('A file; relative paths count from the configuration file.');

const tls = z
  .strictObject({
    ca: path.exactOptional(),
    cert: path.exactOptional(),
    key: path.exactOptional(),
    serverName: text.describe('The name that the certificate of the server must carry.').exactOptional(),
    insecure: z.boolean().describe('Accept any certificate. Not for production.').default(false),
  })
  .describe('Client TLS. Files are read again when they change on disk.');

const registry = z
  .strictObject({
    kind: z.enum(['txt']).describe('TXT records beside the records they speak for.').default('txt'),
    prefix: text
      .describe('What the names of those TXT records begin with; %{record_type} may be in it.')
      .exactOptional(),
    suffix: text.describe('What their first label ends with; not together with prefix.').exactOptional(),
    wildcardReplacement: text.describe('What stands in them for the * of a wildcard.').exactOptional(),
    aesKeyFile: path
      .describe('The file that holds the key they are encrypted with, a Secret mounted as file.')
      .exactOptional(),
    aesKeyVariable: text.describe('The environment variable that holds that key.').exactOptional(),
    encrypt: z
      .boolean()
      .describe('Encrypt what is written; only the layout external-dns writes such records.')
      .default(false),
  })
  .describe('The registry of an ExternalDNS that wrote here: what it gives to our owner is taken over.');

export const skydns = z
  .strictObject({
    endpoints: z
      .array(url)
      .min(1)
      .describe('URLs of the etcd members, all http or all https; from ETCD_URLS when left out.')
      .exactOptional(),
    prefix: z
      .string()
      .regex(/^\/(?:[^/\s]+\/?)?$/u)
      .describe('The `path` of CoreDNS’s etcd plugin: one segment, such as /skydns.')
      .default('/skydns'),
    tls: tls.exactOptional(),
    username: text.describe('The etcd user.').exactOptional(),
    password: text.describe('The password of the etcd user; better, passwordFile.').exactOptional(),
    passwordFile: path
      .describe('The file that holds the password, a Secret mounted as file.')
      .exactOptional(),
    layout: z
      .enum(['canonical', 'external-dns'])
      .describe(
        'canonical is what CoreDNS answers rightly; external-dns is as ExternalDNS writes, for the way back to it.',
      )
      .default('canonical'),
    registry: registry.exactOptional(),
    adoptOwners: z
      .array(text)
      .describe('Former owners: what is theirs becomes ours. Nothing else may write under them any more.')
      .default([]),
  })
  .describe('The etcd behind CoreDNS, in the format of its etcd plugin.');

export type SkydnsConfiguration = z.output<typeof skydns>;
export type RegistryConfiguration = z.output<typeof registry>;
