import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../object/object.ts';
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

const headless = (annotations: Record<string, string> = {}, publishNotReadyAddresses = false) =>
  aService({
    clusterIPs: ['None'],
    publishNotReadyAddresses,
    annotations: { hostname: 'db.example.com', ...annotations },
  });

function read(objects: KubernetesObject[], options?: ServiceOptions, service = headless()): string[] {
  return resultText(serviceSource(options).claims(service, viewOf(...objects)));
}

const notReady = { ready: false, serving: false };
const terminating = { ready: false, serving: true, terminating: true };
const gone = { ready: false, serving: false, terminating: true };

describe('endpoints', () => {
  test.each<Row>([
    ['no slices: pending', [], ['db.example.com pending']],
    [
      'slices of another Service',
      [aSlice('a', [{ addresses: ['10.0.0.1'] }], 'other')],
      ['db.example.com pending'],
    ],
    [
      'all slices, both families, all addresses',
      [
        aSlice('b', [{ addresses: ['fd00::2', 'fd00::1'] }]),
        aSlice('a', [{ addresses: ['10.0.0.2'] }, { addresses: ['10.0.0.1', '10.0.0.2'] }]),
      ],
      [
        'db.example.com - A 10.0.0.1',
        'db.example.com - A 10.0.0.2',
        'db.example.com - AAAA fd00::1',
        'db.example.com - AAAA fd00::2',
      ],
    ],
    [
      'only ready ones',
      [
        aSlice('a', [
          { addresses: ['10.0.0.1'] },
          { addresses: ['10.0.0.2'], ...notReady },
          { addresses: ['10.0.0.3'], ...terminating },
        ]),
      ],
      ['db.example.com - A 10.0.0.1'],
    ],
    [
      'while none is ready, those that serve while terminating',
      [
        aSlice('a', [
          { addresses: ['10.0.0.2'], ...notReady },
          { addresses: ['10.0.0.3'], ...terminating },
          { addresses: ['10.0.0.4'], ...gone },
        ]),
      ],
      ['db.example.com - A 10.0.0.3'],
    ],
    [
      'none that could answer: pending',
      [
        aSlice('a', [
          { addresses: ['10.0.0.2'], ...notReady },
          { addresses: ['10.0.0.4'], ...gone },
        ]),
      ],
      ['db.example.com pending'],
    ],
    [
      'all with publishNotReady',
      [aSlice('a', [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'], ...notReady }])],
      ['db.example.com - A 10.0.0.1', 'db.example.com - A 10.0.0.2'],
      { publishNotReady: true },
    ],
    [
      'bad addresses at their place',
      [aSlice('a', [{ addresses: ['10.0.0.1', '::ffff:10.0.0.2'] }, { addresses: ['pod.example.com'] }])],
      [
        'db.example.com - A 10.0.0.1',
        '! SKY_ADDRESS at EndpointSlice a endpoints[0].addresses[1]',
        '! SKY_ADDRESS at EndpointSlice a endpoints[1].addresses[0]',
      ],
    ],
    ['an endpoint without addresses', [aSlice('a', [{}])], ['db.example.com pending']],
  ])('%s', (_what, objects, expected, options) => {
    expect(read(objects, options)).toEqual(expected);
  });

  test('publishNotReadyAddresses of the Service means all', () => {
    const slice = aSlice('a', [{ addresses: ['10.0.0.2'], hostname: 'db-0', ...notReady }]);
    expect(read([slice], {}, headless({}, true))).toEqual([
      'db-0.db.example.com - A 10.0.0.2',
      'db.example.com - A 10.0.0.2',
    ]);
  });
});

describe('names of endpoints', () => {
  test.each<Row>([
    [
      'host names below the name, each with its own addresses of all slices',
      [
        aSlice('a', [
          { addresses: ['10.0.0.1'], hostname: 'db-0' },
          { addresses: ['10.0.0.2'], hostname: 'db-1' },
        ]),
        aSlice('b', [{ addresses: ['fd00::1'], hostname: 'db-0' }]),
      ],
      [
        'db-0.db.example.com - A 10.0.0.1',
        'db-0.db.example.com - AAAA fd00::1',
        'db-1.db.example.com - A 10.0.0.2',
        'db.example.com - A 10.0.0.1',
        'db.example.com - A 10.0.0.2',
        'db.example.com - AAAA fd00::1',
      ],
    ],
    [
      'not for one that is not ready: its own name goes',
      [
        aSlice('a', [
          { addresses: ['10.0.0.1'], hostname: 'db-0' },
          { addresses: ['10.0.0.2'], hostname: 'db-1', ...notReady },
        ]),
      ],
      ['db-0.db.example.com - A 10.0.0.1', 'db.example.com - A 10.0.0.1'],
    ],
    [
      'pending for one that is ready and has no address',
      [aSlice('a', [{ addresses: ['10.0.0.1'] }, { hostname: 'db-0' }])],
      ['db-0.db.example.com pending', 'db.example.com - A 10.0.0.1'],
    ],
    [
      'a bad host name',
      [aSlice('a', [{ addresses: ['10.0.0.1'], hostname: 'not a name' }])],
      ['db.example.com - A 10.0.0.1', '! SKY_NAME_LABEL at EndpointSlice a endpoints[0].hostname'],
    ],
    [
      'below every name, but not below a wildcard',
      [aSlice('a', [{ addresses: ['10.0.0.1'], hostname: 'db-0' }])],
      ['*.example.com - A 10.0.0.1', 'db-0.x.example.com - A 10.0.0.1', 'x.example.com - A 10.0.0.1'],
      {},
      { hostname: '*.example.com', 'internal-hostname': 'x.example.com' },
    ],
  ])('%s', (_what, objects, expected, options, annotations) => {
    expect(read(objects, options, headless(annotations))).toEqual(expected);
  });

  test('their provenance does not depend on how endpoints are cut into slices', () => {
    const endpoint = { addresses: ['10.0.0.1'], hostname: 'db-0' };
    const first = serviceSource().claims(headless(), viewOf(aSlice('a', [endpoint])));
    const later = serviceSource().claims(headless(), viewOf(aSlice('z', [{}, endpoint])));
    expect(later).toEqual(first);
    expect(first.claims[0]?.origin.rule).toBe('annotation hostname, endpoint db-0');
  });
});

describe('nodes in place of endpoints', () => {
  const slice = aSlice('a', [
    { addresses: ['10.0.0.1'], nodeName: 'n1', hostname: 'db-0' },
    { addresses: ['10.0.0.2'], nodeName: 'n1' },
    { addresses: ['10.0.0.3'], nodeName: 'n2' },
    { addresses: ['10.0.0.4'], nodeName: 'n2' },
  ]);
  const n1 = aNode('n1', [
    'ExternalIP 192.0.2.1',
    'InternalIP 172.16.0.1',
    'InternalIP fd00::1',
    'Hostname n1',
  ]);
  const n2 = aNode('n2', ['InternalIP 172.16.0.2']);
  const external = { 'endpoints-type': 'NodeExternalIP' };
  const host = { 'endpoints-type': 'HostIP' };

  test.each<Row>([
    [
      'NodeExternalIP: a node without one is told',
      [slice, n1, n2],
      [
        'db-0.db.example.com - A 192.0.2.1',
        'db.example.com - A 192.0.2.1',
        '! SKY_NODE_ADDRESS at EndpointSlice a endpoints[2].nodeName',
      ],
      {},
      external,
    ],
    [
      'NodeExternalIP with internal IPv6',
      [slice, n1, aNode('n2', ['ExternalIP 192.0.2.2'])],
      [
        'db-0.db.example.com - A 192.0.2.1',
        'db-0.db.example.com - AAAA fd00::1',
        'db.example.com - A 192.0.2.1',
        'db.example.com - A 192.0.2.2',
        'db.example.com - AAAA fd00::1',
      ],
      { exposeInternalIpv6: true },
      external,
    ],
    [
      'HostIP: internal addresses, both families',
      [slice, n1, n2],
      [
        'db-0.db.example.com - A 172.16.0.1',
        'db-0.db.example.com - AAAA fd00::1',
        'db.example.com - A 172.16.0.1',
        'db.example.com - A 172.16.0.2',
        'db.example.com - AAAA fd00::1',
      ],
      {},
      host,
    ],
    [
      'HostIP of a node that has only external addresses',
      [aSlice('a', [{ nodeName: 'n3' }]), aNode('n3', ['ExternalIP 192.0.2.3'])],
      ['db.example.com - A 192.0.2.3'],
      {},
      host,
    ],
    [
      'publishHostIp',
      [aSlice('a', [{ addresses: ['10.0.0.3'], nodeName: 'n2' }]), n2],
      ['db.example.com - A 172.16.0.2'],
      { publishHostIp: true },
    ],
    [
      'the annotation before publishHostIp',
      [aSlice('a', [{ nodeName: 'n1' }]), n1],
      ['db.example.com - A 192.0.2.1'],
      { publishHostIp: true },
      external,
    ],
    [
      'an unknown node and no node',
      [aSlice('a', [{ addresses: ['10.0.0.1'], nodeName: 'n9' }, { addresses: ['10.0.0.2'] }])],
      [
        'db.example.com pending',
        '! SKY_NODE_ADDRESS at EndpointSlice a endpoints[0].nodeName',
        '! SKY_NODE_ADDRESS at EndpointSlice a endpoints[1].nodeName',
      ],
      {},
      host,
    ],
    [
      'what is wrong with a node is told once, however many endpoints it has',
      [
        slice,
        aNode('n1', ['ExternalIP 192.0.2.1', 'ExternalIP 192.0.2']),
        aNode('n2', ['ExternalIP 192.0.2.2']),
      ],
      [
        'db-0.db.example.com - A 192.0.2.1',
        'db.example.com - A 192.0.2.1',
        'db.example.com - A 192.0.2.2',
        '! SKY_ADDRESS at Node n1 status.addresses[1]',
      ],
      {},
      external,
    ],
    [
      'an unknown value: the endpoints themselves',
      [aSlice('a', [{ addresses: ['10.0.0.1'] }])],
      ['db.example.com - A 10.0.0.1', '! SKY_ANNOTATION_VALUE at annotation endpoints-type'],
      {},
      { 'endpoints-type': 'Pod' },
    ],
  ])('%s', (_what, objects, expected, options, annotations) => {
    expect(read(objects, options, headless(annotations))).toEqual(expected);
  });
});
