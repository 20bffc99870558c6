import { expect, it } from 'vitest';
import { ingress, node, slice } from '../fixtures/objects.ts';
import { recordingStore } from '../fixtures/recording-store.ts';
import { ObjectStore, type StoreChange } from './store.ts';

const clock = { now: () => 42 };
const kinds = ['Ingress', 'Node', 'EndpointSlice'] as const;

it('tells of real changes only, with what was before', () => {
  const changes: StoreChange[] = [];
  const store = new ObjectStore({ clock, onListenerError: () => expect.unreachable() });
  store.subscribe({ changed: (change) => changes.push(change) });
  const feed = store.feed({ kinds });
  feed.apply(ingress('a'));
  feed.apply(ingress('a'));
  feed.apply(ingress('a', 'other.example'));
  feed.remove('Ingress', 'default', 'a');
  feed.remove('Ingress', 'default', 'a');
  expect(changes).toStrictEqual([
    { kind: 'Ingress', after: ingress('a'), at: 42 },
    { kind: 'Ingress', before: ingress('a'), after: ingress('a', 'other.example'), at: 42 },
    { kind: 'Ingress', before: ingress('a', 'other.example'), at: 42 },
  ]);
});

it('shows a listener the state after the change', () => {
  const store = new ObjectStore({ clock, onListenerError: () => expect.unreachable() });
  const seen: boolean[] = [];
  store.subscribe({
    changed: ({ after }) => seen.push(store.get('Ingress', 'default', 'a') === after),
  });
  const feed = store.feed({ kinds });
  feed.apply(ingress('a'));
  feed.remove('Ingress', 'default', 'a');
  expect(seen).toStrictEqual([true, true]);
});

it('replaces by differences: never a moment without what stays', () => {
  const { store, log } = recordingStore(clock);
  const feed = store.feed({ kinds });
  feed.replace('Ingress', [ingress('a'), ingress('b'), ingress('c')]);
  feed.apply(node('n'));
  log.length = 0;
  feed.replace('Ingress', [ingress('c'), ingress('b', 'new.example'), ingress('d')]);
  expect(log).toStrictEqual(['~b', '+d', '-a']);
  expect(store.count('Ingress')).toBe(3);
  expect(store.count('Node')).toBe(1);
});

it('lets no feed delete what another has, and prefers the one added first', () => {
  const { store, log } = recordingStore(clock);
  const first = store.feed({ kinds });
  const second = store.feed({ kinds });
  second.replace('Ingress', [ingress('a', 'second.example'), ingress('b')]);
  first.replace('Ingress', [ingress('a', 'first.example')]);
  second.apply(ingress('a', 'ignored.example'));
  expect(store.get('Ingress', 'default', 'a')?.ruleHosts).toStrictEqual(['first.example']);
  first.replace('Ingress', []);
  expect(store.get('Ingress', 'default', 'a')?.ruleHosts).toStrictEqual(['ignored.example']);
  second.replace('Ingress', []);
  expect(log).toStrictEqual(['+a', '+b', '~a', '~a', '-a', '-b']);
});

it('knows namespaces apart', () => {
  const { store } = recordingStore(clock);
  const feed = store.feed({ kinds });
  feed.apply(ingress('a', 'x.example', 'one'));
  feed.apply(ingress('a', 'x.example', 'two'));
  feed.remove('Ingress', 'one', 'a');
  expect([...store.all('Ingress')].map(({ metadata }) => metadata.namespace)).toStrictEqual(['two']);
});

it('is synced when every feed that brings the kind is, and tells it once and last', () => {
  const { store, log } = recordingStore(clock);
  expect(store.synced('Ingress')).toBe(false);
  const first = store.feed({ kinds: ['Ingress'] });
  const second = store.feed({ kinds: ['Ingress', 'Node'] });
  first.synced('Ingress');
  first.synced('Ingress');
  expect(store.synced('Ingress')).toBe(false);
  second.synced('Node');
  second.replace('Ingress', [ingress('a')]);
  second.synced('Ingress');
  second.synced('Ingress');
  expect(log).toStrictEqual(['synced Node', '+a', 'synced Ingress']);
  expect(store.synced('Service')).toBe(false);
});

it('finds the slices of a Service through all their changes', () => {
  const { store } = recordingStore(clock);
  const feed = store.feed({ kinds });
  const names = (service: string) =>
    [...store.slicesOf('default', service)].map(({ metadata }) => metadata.name);
  feed.replace('EndpointSlice', [slice('s1', 'web'), slice('s2', 'web'), slice('s3', ''), slice('s4', 'db')]);
  expect(names('web')).toStrictEqual(['s1', 's2']);
  feed.apply(slice('s1', 'db'));
  expect([names('web'), names('db')]).toStrictEqual([['s2'], ['s4', 's1']]);
  feed.remove('EndpointSlice', 'default', 's2');
  expect([names('web'), names('')]).toStrictEqual([[], []]);
});

it('finds the slices of a Pod through all their changes', () => {
  const { store } = recordingStore(clock);
  const feed = store.feed({ kinds });
  const names = (pod: string, namespace = 'default') =>
    [...store.slicesOfPod(namespace, pod)].map(({ metadata }) => metadata.name);
  const holding = (name: string, ...pods: (string | undefined)[]) => ({
    ...slice(name, 'web'),
    endpoints: pods.map((pod) => ({
      addresses: [],
      ready: true,
      serving: true,
      terminating: false,
      ...(pod !== undefined && { pod }),
    })),
  });
  feed.replace('EndpointSlice', [holding('s1', 'p', 'q', 'p', undefined), holding('s2', 'q')]);
  expect([names('p'), names('q'), names('q', 'other')]).toStrictEqual([['s1'], ['s1', 's2'], []]);
  feed.apply(holding('s1', 'p'));
  expect([names('p'), names('q')]).toStrictEqual([['s1'], ['s2']]);
  feed.remove('EndpointSlice', 'default', 's1');
  feed.remove('EndpointSlice', 'default', 's2');
  expect([names('p'), names('q')]).toStrictEqual([[], []]);
});

it('goes on when a listener throws, and says so', () => {
  const { store, log, errors } = recordingStore(clock);
  const boom = new Error('boom');
  const end = store.subscribe({
    changed() {
      throw boom;
    },
  });
  const feed = store.feed({ kinds });
  feed.replace('Ingress', [ingress('a'), ingress('b')]);
  end();
  feed.apply(ingress('c'));
  expect(log).toStrictEqual(['+a', '+b', '+c']);
  expect(errors).toStrictEqual([boom, boom]);
});
