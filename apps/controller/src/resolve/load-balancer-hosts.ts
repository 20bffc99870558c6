import { type Clock, hostsToResolve, type KubernetesObject, type ServiceOptions } from '@skywriter/core';
import type { ObjectStore } from '@skywriter/kubernetes';
import { HostResolver, type ResolverTiming } from './host-resolver.ts';
import type { Lookup } from './lookup.ts';

export interface LoadBalancerHostsOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly lookup: Lookup;
  /** Of the service source: they say which Services count. */
  readonly service: ServiceOptions;
  readonly timing?: ResolverTiming;
}

/** The host names of load balancers, kept resolved as objects of the store. */
export interface LoadBalancerHosts {
  /** Of all Services, every host has been asked for once. */
  read(): boolean;
  stop(): void;
}

/**
 * Watches which host names the Services in the store have, and feeds what they resolve to back as objects of
 * the kind HostAddress. The work is proportional to what changes.
 */
export function resolveLoadBalancerHosts(options: LoadBalancerHostsOptions): LoadBalancerHosts {
  const { store, clock, lookup, service, timing } = options;
  const feed = store.feed({ kinds: ['HostAddress'] });
  /** How many Services have the host. */
  const wanted = new Map<string, number>();
  const resolver = new HostResolver({
    lookup,
    clock,
    ...(timing === undefined ? {} : { timing }),
    resolved(host, addresses) {
      feed.apply({
        kind: 'HostAddress',
        metadata: { namespace: '', name: host, labels: {}, annotations: {} },
        addresses,
      });
      settle();
    },
  });

  function count(object: KubernetesObject | undefined, by: 1 | -1): void {
    if (object?.kind !== 'Service') return;
    for (const host of hostsToResolve([object], service)) {
      const now = (wanted.get(host) ?? 0) + by;
      if (now > 0) wanted.set(host, now);
      else wanted.delete(host);
    }
  }

  /** Adds before it removes, so that a host that moves between Services is not asked for anew. */
  function changed(before: KubernetesObject | undefined, after: KubernetesObject | undefined): void {
    count(after, 1);
    count(before, -1);
    for (const object of [after, before]) {
      if (object?.kind !== 'Service') continue;
      for (const host of hostsToResolve([object], service)) {
        if (wanted.has(host)) resolver.add(host);
        else {
          resolver.remove(host);
          feed.remove('HostAddress', '', host);
        }
      }
    }
  }

  function settle(): void {
    if (store.synced('Service') && resolver.settled) feed.synced('HostAddress');
  }

  for (const object of store.all('Service')) changed(undefined, object);
  const unsubscribe = store.subscribe({
    changed({ kind, before, after }) {
      if (kind !== 'Service') return;
      changed(before, after);
      settle();
    },
    synced: settle,
  });
  settle();
  return {
    read: () => resolver.settled,
    stop() {
      unsubscribe();
      resolver.stop();
    },
  };
}
