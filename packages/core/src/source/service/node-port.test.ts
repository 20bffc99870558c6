import { describe, expect, test } from 'vitest';
import type { KubernetesObject, Service } from '../../object/object.ts';
import { aNode, aService, aSlice, resultText, viewOf } from '../../testing/manifests.ts';
import type { ServiceOptions } from './options.ts';
import { serviceSource } from './service.ts';

type Row = [
  what: string,
  objects: KubernetesObject[],
  expected: string[],
  options?: ServiceOptions,
  annotations?: Record<string, string>,
];

const service = (annotations: Record<string, string> = {}, fields: Partial<Service> = {}) =>
  aService({ type: 'NodePort', annotations: { hostname: 'np.example.com', ...annotations }, ...fields });

function read(objects: KubernetesObject[], options?: ServiceOptions, object = service()): string[] {
  return resultText(serviceSource(options).claims(object, viewOf(...objects)));
}

const n1 = aNode('n1', [
  'ExternalIP 192.0.2.1',
  'InternalIP 172.16.0.1',
  'InternalIP fd00::1',
  'InternalDNS n1.local',
]);
const n2 = aNode('n2', ['InternalIP 172.16.0.2']);

describe('addresses', () => {
  test.each<Row>([
    ['no nodes: pending', [], ['np.example.com pending']],
    ['external where any node has one', [n2, n1], ['np.example.com - A 192.0.2.1']],
    ['internal where none has', [n2], ['np.example.com - A 172.16.0.2']],
    [
      'internal where none has, IPv6 exposed or not',
      [aNode('n', ['InternalIP 172.16.0.1', 'InternalIP fd00::1'])],
      ['np.example.com - A 172.16.0.1', 'np.example.com - AAAA fd00::1'],
      { exposeInternalIpv6: true },
    ],
    [
      'external with internal IPv6',
      [n1, n2],
      ['np.example.com - A 192.0.2.1', 'np.example.com - AAAA fd00::1'],
      { exposeInternalIpv6: true },
    ],
    ['access: public, though none has', [n2], ['np.example.com pending'], {}, { access: 'public' }],
    [
      'access: private, though one has',
      [n1, n2],
      ['np.example.com - A 172.16.0.1', 'np.example.com - A 172.16.0.2', 'np.example.com - AAAA fd00::1'],
      {},
      { access: 'private' },
    ],
    [
      'access: something else',
      [n1],
      ['np.example.com - A 192.0.2.1', '! SKY_ANNOTATION_VALUE at annotation access'],
      {},
      { access: 'both' },
    ],
    [
      'without unschedulable nodes',
      [n1, aNode('n3', ['ExternalIP 192.0.2.3'], { unschedulable: true })],
      ['np.example.com - A 192.0.2.1'],
    ],
    [
      'with them',
      [n1, aNode('n3', ['ExternalIP 192.0.2.3'], { unschedulable: true })],
      ['np.example.com - A 192.0.2.1', 'np.example.com - A 192.0.2.3'],
      { excludeUnschedulable: false },
    ],
    [
      'with nodes that are not ready',
      [n1, aNode('n3', ['ExternalIP 192.0.2.3'], { ready: false })],
      ['np.example.com - A 192.0.2.1', 'np.example.com - A 192.0.2.3'],
    ],
    [
      'without them',
      [n1, aNode('n3', ['ExternalIP 192.0.2.3'], { ready: false })],
      ['np.example.com - A 192.0.2.1'],
      { excludeNotReadyNodes: true },
    ],
    [
      'a bad address',
      [n1, aNode('n3', ['ExternalIP 192.0.2'])],
      ['np.example.com - A 192.0.2.1', '! SKY_ADDRESS at Node n3 status.addresses[0]'],
    ],
  ])('%s', (_what, objects, expected, options, annotations) => {
    expect(read(objects, options, service(annotations))).toEqual(expected);
  });
});

describe('externalTrafficPolicy: Local', () => {
  const local = service({}, { externalTrafficPolicy: 'Local' });
  const notReady = { ready: false, serving: false };
  const terminating = { ready: false, serving: true, terminating: true };
  const both = [aNode('n1', ['InternalIP 172.16.0.1']), aNode('n2', ['InternalIP 172.16.0.2'])];
  test.each<Row>([
    [
      'only nodes with a ready endpoint',
      [...both, aSlice('a', [{ nodeName: 'n1' }, { nodeName: 'n2', ...notReady }])],
      ['np.example.com - A 172.16.0.1'],
    ],
    [
      'while none is ready, nodes with one that serves while terminating',
      [
        ...both,
        aSlice('a', [
          { nodeName: 'n1', ...notReady },
          { nodeName: 'n2', ...terminating },
        ]),
      ],
      ['np.example.com - A 172.16.0.2'],
    ],
    ['no endpoint: pending', both, ['np.example.com pending']],
    ['endpoints without node: pending', [...both, aSlice('a', [{}])], ['np.example.com pending']],
  ])('%s', (_what, objects, expected) => {
    expect(read(objects, {}, local)).toEqual(expected);
  });
});

describe('SRV', () => {
  const port = (protocol: string, nodePort?: number) => ({
    name: '',
    protocol,
    port: 80,
    ...(nodePort === undefined ? {} : { nodePort }),
  });
  const withPorts = (...ports: Service['ports']) => service({}, { ports });

  test('one record for each node port, named by Service and protocol', () => {
    const ports = [
      port('TCP', 30080),
      port('UDP', 30053),
      port('TCP', 30443),
      port('', 30001),
      port('TCP'),
      port('TCP', 0),
    ];
    expect(read([n2], {}, withPorts(...ports))).toEqual([
      '_web._tcp.np.example.com - SRV 0 50 30001 np.example.com',
      '_web._tcp.np.example.com - SRV 0 50 30080 np.example.com',
      '_web._tcp.np.example.com - SRV 0 50 30443 np.example.com',
      '_web._udp.np.example.com - SRV 0 50 30053 np.example.com',
      'np.example.com - A 172.16.0.2',
    ]);
  });

  test('stays while there are no nodes', () => {
    expect(read([], {}, withPorts(port('TCP', 30080)))).toEqual([
      '_web._tcp.np.example.com - SRV 0 50 30080 np.example.com',
      'np.example.com pending',
    ]);
  });

  test('not with a target annotation, and not for a wildcard', () => {
    const ports = [port('TCP', 30080)];
    expect(read([n2], {}, service({ target: '192.0.2.9' }, { ports }))).toEqual([
      'np.example.com - A 192.0.2.9',
    ]);
    expect(read([n2], {}, service({ hostname: '*.example.com' }, { ports }))).toEqual([
      '*.example.com - A 172.16.0.2',
    ]);
  });

  test('a port that cannot be one, from a manifest that no API server has seen', () => {
    expect(
      read([n2], {}, withPorts(port('TCP', 65_536), port('T C P', 30_080), port('TCP', 30_443))),
    ).toEqual([
      '_web._tcp.np.example.com - SRV 0 50 30443 np.example.com',
      'np.example.com - A 172.16.0.2',
      '! SKY_TARGET at annotation hostname, spec.ports[0]',
      '! SKY_NAME_LABEL at annotation hostname, spec.ports[1]',
    ]);
  });

  test('a Service whose name is too long for a label with its underscore', () => {
    const object = withPorts(port('TCP', 30080));
    const long = { ...object, metadata: { ...object.metadata, name: 'w'.repeat(63) } };
    expect(read([n2], {}, long)).toEqual([
      'np.example.com - A 172.16.0.2',
      '! SKY_NAME_LABEL at annotation hostname, spec.ports[0]',
    ]);
  });
});
