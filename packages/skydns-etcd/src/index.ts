export { etcdOptionsFromEnv } from './link/environment.ts';
export { createEtcdLink, type EtcdLinkOptions } from './link/etcd-link.ts';
export {
  compareRevisions,
  type EtcdLink,
  type KeyEvent,
  type KeyValue,
  type LinkListener,
  MAX_VALUE_BYTES,
  type ReadRequest,
  type Revision,
  type Transaction,
} from './link/link.ts';
export { type EtcdOptions, type EtcdTls, parseEndpoints } from './link/options.ts';
export { createSkydnsOutput, type SkydnsOutputOptions } from './output.ts';
export type { Transacted } from './writer/commit.ts';
export type { KeyCount, SkydnsOutput, SkydnsOutputHooks } from './writer/skydns-output.ts';
