import { accepted, type Flag, flag, oneOf, refused, sharing, supported, supportedFor } from './flag.ts';

const BATCH = 'Writes are batched up to what etcd admits.';
const STRICT = 'Ownership is always strict: it is compared in the transaction that writes.';
const CACHE = 'What etcd holds is watched, so that nothing has to be cached.';

/** Flags of ownership and of the CoreDNS provider. */
export const registryFlags: readonly Flag[] = [
  flag('registry', oneOf('aws-sd', 'crd', 'dynamodb', 'noop', 'txt'), 'txt', supportedFor('`txt`, `noop`')),
  flag('txt-owner-id', 'text', 'default', supported),
  flag('txt-prefix', 'text', '', supported),
  flag('txt-suffix', 'text', '', supported),
  flag('txt-wildcard-replacement', 'text', '', supported),
  flag('txt-encrypt-enabled', 'switch', 'false', supported),
  flag('txt-encrypt-aes-key', 'text', '', supported),
  flag('txt-cache-interval', 'duration', '0s', accepted(CACHE)),
  flag('migrate-from-txt-owner', 'text', '', supported),
  flag('coredns-prefix', 'text', '/skydns/', supported),
  flag('coredns-strictly-owned', 'switch', 'false', accepted(STRICT)),
  flag('batch-change-size', 'integer', '200', accepted(BATCH)),
  flag('batch-change-interval', 'duration', '1s', accepted(BATCH)),
  ...sharing(refused('it belongs to the registry dynamodb; Skywriter keeps ownership in etcd itself'), [
    ['dynamodb-region', 'text', ''],
    ['dynamodb-table', 'text', 'external-dns'],
  ]),
  ...sharing(refused('it belongs to the registry crd; Skywriter keeps ownership in etcd itself'), [
    ['crd-registry-namespace', 'text', ''],
  ]),
];
