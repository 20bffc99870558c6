import { expect, test } from 'vitest';
import type { KubernetesObject, Service } from '../../object/object.ts';
import { aNode, aService, aSlice, viewOf } from '../../testing/manifests.ts';
import type { ServiceOptions } from './options.ts';
import { serviceSource } from './service.ts';

const hostname = { hostname: 'web.example.com' };

function concerned(changed: KubernetesObject, service: Service, options?: ServiceOptions): boolean {
  return [...serviceSource(options).dependents(changed, viewOf(service, changed))].length > 0;
}

const slice = aSlice('web-1', []);
const node = aNode('n1', []);
const headless = aService({ clusterIPs: ['None'], annotations: hostname });
const onNodes = aService({ clusterIPs: ['None'], annotations: { ...hostname, 'endpoints-type': 'HostIP' } });
const nodePort = aService({ type: 'NodePort', annotations: hostname });
const local = aService({ type: 'NodePort', externalTrafficPolicy: 'Local', annotations: hostname });

test.each<[what: string, service: Service, bySlice: boolean, byNode: boolean, options?: ServiceOptions]>([
  ['headless', headless, true, false],
  ['headless on nodes by annotation', onNodes, true, true],
  ['headless on nodes by option', headless, true, true, { publishHostIp: true }],
  ['NodePort', nodePort, false, true],
  ['NodePort with local traffic', local, true, true],
  [
    'ClusterIP',
    aService({ clusterIPs: ['10.96.0.7'], annotations: hostname }),
    false,
    false,
    { publishInternal: true },
  ],
  ['LoadBalancer', aService({ type: 'LoadBalancer', annotations: hostname }), false, false],
  ['ExternalName', aService({ type: 'ExternalName', annotations: hostname }), false, false],
  ['no names', aService({ type: 'NodePort', externalTrafficPolicy: 'Local' }), false, false],
  [
    'given targets',
    aService({ clusterIPs: ['None'], annotations: { ...hostname, target: '192.0.2.1' } }),
    false,
    false,
  ],
  [
    'another controller',
    aService({ type: 'NodePort', annotations: { ...hostname, controller: 'x' } }),
    false,
    false,
  ],
  ['a type that is filtered', local, false, false, { types: ['ClusterIP'] }],
])('%s', (_what, service, bySlice, byNode, options) => {
  expect(concerned(slice, service, options)).toBe(bySlice);
  expect(concerned(node, service, options)).toBe(byNode);
});

test('a slice concerns only the Service it is of', () => {
  const source = serviceSource();
  const view = viewOf(headless);
  expect([...source.dependents(slice, view)]).toEqual([headless]);
  expect([...source.dependents(aSlice('web-1', [], 'other'), view)]).toEqual([]);
  expect([...source.dependents(aSlice('web-1', [], ''), view)]).toEqual([]);
});

test('a node concerns every Service on nodes, and no others', () => {
  const rename = (service: Service, name: string) => ({
    ...service,
    metadata: { ...service.metadata, name },
  });
  const view = viewOf(rename(headless, 'a'), rename(onNodes, 'b'), rename(nodePort, 'c'), rename(local, 'd'));
  expect([...serviceSource().dependents(node, view)].map(({ metadata }) => metadata.name)).toEqual([
    'b',
    'c',
    'd',
  ]);
});
