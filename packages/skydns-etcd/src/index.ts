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
export type { EtcdOptions, EtcdTls } from './link/options.ts';
