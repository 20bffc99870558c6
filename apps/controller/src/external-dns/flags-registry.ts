import { accepted, type Flag, flag, later, supported } from './flag.ts';

const BATCH = 'Writes are batched up to what etcd admits.';
const TXT = 'Ownership stands in each value: no TXT records are written.';

/** Flags of ownership, of the CoreDNS provider, and of what all providers share. */
export const registryFlags: readonly Flag[] = [
  // Registry
  flag('registry', 'text', 'txt', supported),
  flag('crd-registry-namespace', 'text', '', later),
  flag('txt-owner-id', 'text', 'default', supported),
  flag('txt-prefix', 'text', '', accepted(TXT)),
  flag('txt-suffix', 'text', '', accepted(TXT)),
  flag('txt-wildcard-replacement', 'text', '', accepted(TXT)),
  flag('txt-encrypt-enabled', 'switch', 'false', accepted(TXT)),
  flag('txt-encrypt-aes-key', 'text', '', accepted(TXT)),
  flag('migrate-from-txt-owner', 'text', '', later),
  flag('dynamodb-region', 'text', '', later),
  flag('dynamodb-table', 'text', 'external-dns', later),
  flag('txt-cache-interval', 'text', '0s', accepted(TXT)),
  // CoreDNS/etcd provider
  flag('coredns-prefix', 'text', '/skydns/', supported),
  flag(
    'coredns-strictly-owned',
    'switch',
    'false',
    accepted('Ownership is always strict: it is compared in the transaction that writes.'),
  ),
  // Webhook
  flag('webhook-provider-url', 'text', 'http://localhost:8888', later),
  flag('webhook-provider-read-timeout', 'text', '5s', later),
  flag('webhook-provider-write-timeout', 'text', '10s', later),
  flag('webhook-provider-read-header-timeout', 'text', '5s', later),
  flag('webhook-provider-idle-timeout', 'text', '30s', later),
  flag('webhook-provider-max-body-size', 'text', '33554432', later),
  flag('webhook-server', 'switch', 'false', later),
  // Generic provider batching / TLS
  flag('batch-change-size', 'text', '200', accepted(BATCH)),
  flag('batch-change-interval', 'text', '1s', accepted(BATCH)),
  flag('tls-ca', 'text', '', later),
  flag('tls-client-cert', 'text', '', later),
  flag('tls-client-cert-key', 'text', '', later),
];
