import type { KubernetesObject, Service } from '@skywriter/core';
import { ObjectStore } from '@skywriter/kubernetes';
import { manualClock } from '@skywriter/testbed';
import { describe, expect, test } from 'vitest';
import { resolveLoadBalancerHosts } from './load-balancer-hosts.ts';
import type { HostAnswer } from './lookup.ts';

function service(name: string, ...hosts: string[]): Service {
  return {
    kind: 'Service',
    metadata: { namespace: 'shop', name, labels: {}, annotations: {} },
    type: 'LoadBalancer',
    clusterIPs: [],
    externalIPs: [],
    publishNotReadyAddresses: false,
    ports: [],
    loadBalancer: hosts.map((hostname) => ({ hostname })),
  };
}

function world() {
  const clock = manualClock();
  const asked: string[] = [];
  const store = new ObjectStore({ clock, onListenerError: (error) => expect(error).toBeUndefined() });
  const api = store.feed({ kinds: ['Service'] });
  const lookup = (host: string): Promise<HostAnswer> => {
    asked.push(host);
    return Promise.resolve({ v4: { addresses: ['192.0.2.1'], ttl: 60 }, v6: { addresses: [] } });
  };
  const hosts = resolveLoadBalancerHosts({
    store,
    clock,
    lookup,
    service: { resolveLoadBalancer: true, types: [] },
  });
  const known = () =>
    [...store.all('HostAddress')].map((object: KubernetesObject) => object.metadata.name).sort();
  return { clock, asked, store, api, hosts, known };
}

/** Lets answers arrive. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe('resolveLoadBalancerHosts', () => {
  test('what Services need is resolved, fed to the store, and known when all of it is', async () => {
    const { api, store, hosts, known } = world();
    api.apply(service('one', 'a.example', 'B.example.'));
    api.synced('Service');
    expect(store.synced('HostAddress')).toBe(false);
    expect(hosts.read()).toBe(false);
    await settle();
    expect(known()).toEqual(['a.example', 'b.example']);
    expect(store.get('HostAddress', '', 'a.example')?.addresses).toEqual(['192.0.2.1']);
    expect(store.synced('HostAddress')).toBe(true);
    expect(hosts.read()).toBe(true);
    hosts.stop();
  });

  test('where nothing is to be resolved, everything is known at once', () => {
    const { api, store, hosts } = world();
    api.apply(service('one'));
    api.synced('Service');
    expect(store.synced('HostAddress')).toBe(true);
    hosts.stop();
  });

  test('a host goes with the last Service that has it, and is asked for once for all of them', async () => {
    const { api, asked, hosts, known } = world();
    api.apply(service('one', 'a.example'));
    api.apply(service('two', 'a.example'));
    await settle();
    api.remove('Service', 'shop', 'one');
    expect(known()).toEqual(['a.example']);
    api.apply(service('two', 'c.example'));
    await settle();
    expect(known()).toEqual(['c.example']);
    expect(asked).toEqual(['a.example', 'c.example']);
    hosts.stop();
  });

  test('a change that leaves the host as it is asks nobody', async () => {
    const { api, asked, hosts } = world();
    api.apply(service('one', 'a.example'));
    await settle();
    api.apply({ ...service('one', 'a.example'), externalName: 'x' });
    await settle();
    expect(asked).toEqual(['a.example']);
    hosts.stop();
  });

  test('nothing is left when it is stopped', async () => {
    const { api, clock, hosts } = world();
    api.apply(service('one', 'a.example'));
    await settle();
    hosts.stop();
    expect(clock.waiting).toEqual([]);
  });
});
