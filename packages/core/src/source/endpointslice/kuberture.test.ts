import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../object/object.ts';
import { aNode, aSlice } from '../../testing/manifests.ts';
import type { EndpointRecord } from './options.ts';
import { addresses, slice } from './testing/records.ts';

type Row = [
  what: string,
  record: Partial<EndpointRecord>,
  objects: readonly KubernetesObject[],
  published: readonly string[],
];

const node1 = aNode('node-1', ['InternalIP 192.168.1.10', 'ExternalIP 203.0.113.10']);
const internal = aNode('node-1', ['InternalIP 192.168.1.10']);
const onNode1 = slice('a', '10.244.0.5@node-1');

/** What kuberture resolves, case by case. */
describe('results of kuberture', () => {
  test.each<Row>([
    ['addresses of the slice', {}, [slice('a', '10.0.0.1,10.0.0.2')], ['10.0.0.1', '10.0.0.2']],
    [
      'those of the family',
      { addressTypes: ['IPv6'] },
      [slice('a', '10.0.0.1'), slice('b', 'fd00::1')],
      ['fd00::1'],
    ],
    ['ready ones', {}, [slice('a', '10.0.0.1', '10.0.0.2!')], ['10.0.0.1']],
    [
      'each once',
      {},
      [slice('a', '10.0.0.3,10.0.0.1,10.0.0.2,10.0.0.1')],
      ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
    ],
    ['internal ones of nodes', { addressSource: 'node-internal' }, [onNode1, node1], ['192.168.1.10']],
    ['external ones', { addressSource: 'node-external' }, [onNode1, node1], ['203.0.113.10']],
    ['public ones', { addressSource: 'node-public' }, [onNode1, node1], ['203.0.113.10']],
    [
      'of the node that has the address',
      { addressSource: 'node-external' },
      [slice('a', '192.168.1.10'), node1],
      ['203.0.113.10'],
    ],
    ['nothing of a node without', { addressSource: 'node-external' }, [onNode1, internal], []],
    ['of several slices', {}, [slice('a', '10.0.0.1'), slice('b', '10.0.0.2')], ['10.0.0.1', '10.0.0.2']],
    ['nothing of no slice', {}, [], []],
    ['nothing of none ready', {}, [slice('a', '10.0.0.1!', '10.0.0.2!')], []],
    ['nothing of an endpoint without addresses', {}, [slice('a', '')], []],
    [
      'a node once',
      { addressSource: 'node-internal' },
      [slice('a', '10.244.0.5@node-1', '10.244.0.6@node-1'), internal],
      ['192.168.1.10'],
    ],
    [
      'no name for a public address',
      { addressSource: 'node-public' },
      [onNode1, aNode('node-1', ['Hostname node.cluster.local', 'InternalIP 192.168.1.10'])],
      [],
    ],
    [
      'no private one that is called external',
      { addressSource: 'node-public' },
      [onNode1, aNode('node-1', ['InternalIP 10.0.0.1', 'ExternalIP 192.168.1.10'])],
      [],
    ],
    [
      'no unique local one',
      { addressSource: 'node-public', addressTypes: ['IPv6'] },
      [onNode1, aNode('node-1', ['InternalIP fc00::1'])],
      [],
    ],
    ['nothing of no node', { addressSource: 'node-internal' }, [slice('a', '10.99.99.99'), internal], []],
    [
      'of nodes by name and by address',
      { addressSource: 'node-internal' },
      [
        slice('a', '10.244.0.5@node-1', '192.168.1.20'),
        internal,
        aNode('node-2', ['InternalIP 192.168.1.20']),
      ],
      ['192.168.1.10', '192.168.1.20'],
    ],
    ['nothing of a node that is not known', { addressSource: 'node-internal' }, [onNode1], []],
    ['nothing of another Service', {}, [aSlice('a', [{ addresses: ['10.0.0.1'] }], 'other-service')], []],
    [
      'nothing of another namespace',
      { service: { namespace: 'default', name: 'web' } },
      [slice('a', '10.0.0.1')],
      [],
    ],
    [
      'an internal one that is the endpoint itself',
      { addressSource: 'node-internal' },
      [slice('a', '192.168.1.50'), aNode('node-1', ['InternalIP 192.168.1.50'])],
      ['192.168.1.50'],
    ],
  ])('%s', (_, record, objects, published) => {
    expect(addresses(record, objects)).toEqual(published);
  });

  test('a hundred addresses', () => {
    const all = Array.from({ length: 100 }, (_, index) => `10.0.0.${index}`);
    expect(addresses({}, [slice('a', ...all)])).toEqual([...all].sort());
  });
});

/** What kuberture gets wrong. */
describe('defects of kuberture', () => {
  const dual = aNode('node-1', ['InternalIP 192.168.1.10', 'InternalIP 2606:4700::10', 'ExternalIP 8.8.8.8']);

  test.each<Row>([
    [
      'the family of a node’s address counts, not that of the slice',
      { addressSource: 'node-internal', addressTypes: ['IPv6'] },
      [onNode1, dual],
      ['2606:4700::10'],
    ],
    [
      'a node that lists the other family first has one of ours all the same',
      { addressSource: 'node-internal' },
      [onNode1, aNode('node-1', ['InternalIP fd00::1', 'InternalIP 192.168.1.10'])],
      ['192.168.1.10'],
    ],
    [
      'a dual-stack node has all its addresses',
      { addressSource: 'node-internal', addressTypes: ['IPv4', 'IPv6'] },
      [onNode1, dual],
      ['192.168.1.10', '2606:4700::10'],
    ],
    [
      'public in both families',
      { addressSource: 'node-public', addressTypes: ['IPv4', 'IPv6'] },
      [onNode1, dual],
      ['8.8.8.8', '2606:4700::10'],
    ],
    ...[
      '0.0.0.0',
      '100.64.0.1',
      '192.0.0.1',
      '198.18.0.1',
      '224.0.0.1',
      '240.0.0.1',
      '::',
      '::1',
      'ff02::1',
    ].map(
      (address): Row => [
        `${address} is not public`,
        { addressSource: 'node-public', addressTypes: ['IPv4', 'IPv6'] },
        [onNode1, aNode('node-1', [`ExternalIP ${address}`])],
        [],
      ],
    ),
    [
      'a node that is not ready is left out while others are',
      { addressSource: 'node-internal' },
      [
        slice('a', '10.244.0.5@node-1', '10.244.0.6@node-2'),
        internal,
        aNode('node-2', ['InternalIP 192.168.1.20'], { ready: false }),
      ],
      ['192.168.1.10'],
    ],
    [
      'while none is ready, all are published',
      { addressSource: 'node-internal' },
      [onNode1, aNode('node-1', ['InternalIP 192.168.1.10'], { ready: false })],
      ['192.168.1.10'],
    ],
    [
      'or none, if that is wanted',
      { addressSource: 'node-internal', nodeReadiness: 'require' },
      [onNode1, aNode('node-1', ['InternalIP 192.168.1.10'], { ready: false })],
      [],
    ],
    ['who terminates is left out', {}, [slice('a', '10.0.0.1', '10.0.0.2~')], ['10.0.0.1']],
    [
      'while none is ready, who still serves is published',
      {},
      [slice('a', '10.0.0.1!', '10.0.0.2~')],
      ['10.0.0.2'],
    ],
  ])('%s', (_, record, objects, published) => {
    expect(addresses(record, objects)).toEqual(published);
  });
});
