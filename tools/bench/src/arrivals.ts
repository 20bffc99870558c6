import type { Etcd } from '@skywriter/testbed';
import { Etcd3 } from 'etcd3';
import { type Address, addressIn } from './skydns-value.ts';

/** What reaches etcd and when, as a watcher of it sees it: CoreDNS answers from the same revision. */
export interface Arrivals {
  /** When the last of these names came with an address, on the clock of `performance.now`. */
  all(names: Iterable<string>): Promise<number>;
  /** When this name came with this address. */
  address(wanted: Address): Promise<number>;
  close(): Promise<void>;
}

/** Sees what is written from the moment on when this resolves. */
export async function watchArrivals(etcd: Etcd): Promise<Arrivals> {
  const client = new Etcd3({
    hosts: etcd.members.map(({ endpoint }) => endpoint),
    grpcOptions: { 'grpc.max_receive_message_length': -1 },
  });
  const listeners = new Set<(address: Address, at: number) => void>();
  const watcher = await client.watch().prefix('/skydns/').create();
  watcher.on('put', ({ key, value }) => {
    const at = performance.now();
    const address = addressIn(key.toString(), value.toString());
    if (address !== undefined) for (const listener of listeners) listener(address, at);
  });
  const first = (wanted: (address: Address) => boolean) =>
    new Promise<number>((resolve) => {
      const listener = (address: Address, at: number) => {
        if (!wanted(address)) return;
        listeners.delete(listener);
        resolve(at);
      };
      listeners.add(listener);
    });
  return {
    all: (names) => {
      const missing = new Set(names);
      return first(({ name }) => missing.delete(name) && missing.size === 0);
    },
    address: ({ name, ip }) => first((address) => address.name === name && address.ip === ip),
    close: async () => {
      await watcher.cancel();
      client.close();
    },
  };
}
