import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../object/object.ts';
import { aNode, aPod, aService, aSlice, resultText, viewOf } from '../../testing/manifests.ts';
import type { ServiceOptions } from './options.ts';
import { serviceSource } from './service.ts';

const headless = (annotations: Record<string, string> = {}) =>
  aService({ clusterIPs: ['None'], annotations: { hostname: 'db.example.com', ...annotations } });

function read(objects: KubernetesObject[], options: ServiceOptions = {}, service = headless()): string[] {
  return resultText(serviceSource({ pods: true, ...options }).claims(service, viewOf(...objects)));
}

const slice = aSlice('a', [{ addresses: ['10.0.0.1'], pod: 'db-x', nodeName: 'n1' }]);
const n1 = aNode('n1', ['ExternalIP 192.0.2.1', 'InternalIP 172.16.0.1']);
const n2 = aNode('n2', ['ExternalIP 192.0.2.2', 'InternalIP 172.16.0.2']);

describe('what a Pod adds to its endpoint', () => {
  test.each<
    [what: string, objects: KubernetesObject[], expected: string[], annotations?: Record<string, string>]
  >([
    [
      'its host name, whatever its subdomain',
      [slice, aPod('db-x', { hostname: 'first' })],
      ['db.example.com - A 10.0.0.1', 'first.db.example.com - A 10.0.0.1'],
    ],
    [
      'its targets, which may be host names',
      [slice, aPod('db-x', { hostname: 'first', annotations: { target: '198.51.100.7' } })],
      ['db.example.com - A 198.51.100.7', 'first.db.example.com - A 198.51.100.7'],
    ],
    [
      'targets before the addresses of its node',
      [slice, n1, aPod('db-x', { annotations: { target: 'lb.example.net' } })],
      ['db.example.com - CNAME lb.example.net'],
      { 'endpoints-type': 'NodeExternalIP' },
    ],
    [
      'its host addresses, of both families',
      [slice, n1, aPod('db-x', { hostIPs: ['172.16.0.9', 'fd00::9'] })],
      ['db.example.com - A 172.16.0.9', 'db.example.com - AAAA fd00::9'],
      { 'endpoints-type': 'HostIP' },
    ],
    [
      'its node, before that of the slice',
      [slice, n1, n2, aPod('db-x', { nodeName: 'n2' })],
      ['db.example.com - A 192.0.2.2'],
      { 'endpoints-type': 'NodeExternalIP' },
    ],
    [
      'without host addresses those of its node',
      [slice, n1, aPod('db-x')],
      ['db.example.com - A 172.16.0.1'],
      { 'endpoints-type': 'HostIP' },
    ],
    ['nothing while it is not known', [slice], ['db.example.com - A 10.0.0.1']],
    [
      'nothing if it is of another name',
      [slice, aPod('db-y', { hostname: 'other' })],
      ['db.example.com - A 10.0.0.1'],
    ],
    [
      'what is wrong with it is told at its place',
      [slice, aPod('db-x', { hostname: 'a b', annotations: { target: '192.0.2' } })],
      [
        'db.example.com pending',
        '! SKY_ADDRESS at Pod db-x annotation target',
        '! SKY_NAME_LABEL at EndpointSlice a endpoints[0].hostname',
      ],
    ],
  ])('%s', (_what, objects, expected, annotations) => {
    expect(read(objects, {}, headless(annotations))).toEqual(expected);
  });

  test('nothing without the option', () => {
    const pod = aPod('db-x', { hostname: 'first', hostIPs: ['172.16.0.9'] });
    expect(read([slice, pod], { pods: false })).toEqual(['db.example.com - A 10.0.0.1']);
  });

  test('host addresses by option', () => {
    const pod = aPod('db-x', { hostIPs: ['172.16.0.9'] });
    expect(read([slice, pod], { publishHostIp: true })).toEqual(['db.example.com - A 172.16.0.9']);
  });
});

describe('what is watched', () => {
  test.each<[options: ServiceOptions, kinds: string[]]>([
    [{}, ['EndpointSlice', 'Node']],
    [{ pods: true }, ['EndpointSlice', 'Node', 'Pod']],
    [{ pods: true, types: ['NodePort'] }, ['EndpointSlice', 'Node']],
    [{ pods: true, types: ['LoadBalancer', 'ExternalName'] }, []],
    [{ resolveLoadBalancer: true, types: ['LoadBalancer'] }, ['HostAddress']],
    [{ resolveLoadBalancer: true, types: ['ClusterIP'] }, ['EndpointSlice', 'Node']],
  ])('%j: %j', (options, kinds) => {
    expect(serviceSource(options).refersTo).toEqual(kinds);
  });

  test('a Pod concerns the headless Services that it is an endpoint of, and no other', () => {
    const other = aService({ annotations: { hostname: 'x.example.com' } });
    const plain = { ...other, metadata: { ...other.metadata, name: 'plain' } };
    const view = viewOf(headless(), plain, slice, aSlice('p', [{ pod: 'db-x' }], 'plain'));
    const dependents = (pod: string) => [...serviceSource({ pods: true }).dependents(aPod(pod), view)];
    expect(dependents('db-x').map(({ metadata }) => metadata.name)).toEqual(['web']);
    expect(dependents('db-y')).toEqual([]);
  });
});
