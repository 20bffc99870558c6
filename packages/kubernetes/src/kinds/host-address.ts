import { kindRow } from './row.ts';

/** Ours: what a host name resolves to. In a manifest: `addresses` beside `metadata`. */
export const hostAddress = kindRow({
  kind: 'HostAddress',
  group: 'skywriter',
  version: 'v1',
  plural: 'hostaddresses',
  namespaced: false,
  local: true,
  read: (object, metadata) => ({ kind: 'HostAddress', metadata, addresses: object.texts('addresses') }),
});
