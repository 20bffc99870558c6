import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aNode, aService, aSlice, resultText, viewOf } from '../../testing/manifests.ts';
import { endpointSliceSource } from './endpointslice.ts';
import type { EndpointRecord } from './options.ts';
import { addresses, aRecord, leftOut, slice } from './testing/records.ts';

const node = aNode('n1', ['InternalIP 10.0.0.1', 'ExternalIP 203.0.113.1']);
const onNode = slice('a', '10.244.0.5@n1');

describe('claims', () => {
  const web = aService({});

  test('every name of a record has the addresses of both families, and its TTL', () => {
    const records = [
      aRecord({ hostnames: ['api.example.com', 'A.example.com.'], addressTypes: ['IPv4', 'IPv6'], ttl: 60 }),
    ];
    const view = viewOf(slice('a', '10.0.0.1'), slice('b', '2001:db8::1'));
    expect(resultText(endpointSliceSource({ records }).claims(web, view))).toEqual([
      'a.example.com 60 A 10.0.0.1',
      'a.example.com 60 AAAA 2001:db8::1',
      'api.example.com 60 A 10.0.0.1',
      'api.example.com 60 AAAA 2001:db8::1',
    ]);
  });

  test('records of one Service stand side by side, each for its outputs', () => {
    const records = [
      aRecord({ name: 'inside', outputs: ['lan'], addressSource: 'node-internal' }),
      aRecord({ name: 'outside', outputs: ['public'], addressSource: 'node-external' }),
    ];
    const { claims } = endpointSliceSource({ records }).claims(web, viewOf(onNode, node));
    expect(claims.map(({ targets, outputs, origin }) => [origin.rule, outputs, targets])).toEqual([
      ['record inside', ['lan'], ['10.0.0.1']],
      ['record outside', ['public'], ['203.0.113.1']],
    ]);
  });

  test('without addresses a record is pending, and says why', () => {
    const source = endpointSliceSource({ records: [aRecord()] });
    const becauseOf = (...words: string[]) =>
      source
        .claims(web, viewOf(slice('a', ...words)))
        .claims.map(({ targets, because }) => [targets, because]);
    expect(becauseOf()).toEqual([[[], 'it has no endpoints']]);
    expect(becauseOf('10.0.0.1!')).toEqual([[[], '10.0.0.1 is left out: its endpoint is not ready']]);
    expect(becauseOf('10.0.0.1!', '10.0.0.2!', '10.0.0.3!', '10.0.0.4!')[0]?.[1]).toMatch(/; and 1 more$/);
  });

  test('a name that is none is told, and the others are published', () => {
    const records = [aRecord({ hostnames: ['a..b', 'api.example.com'] })];
    expect(resultText(endpointSliceSource({ records }).claims(web, viewOf(slice('a', '10.0.0.1'))))).toEqual([
      'api.example.com - A 10.0.0.1',
      '! SKY_NAME_LABEL at record a..b',
    ]);
  });

  test('other Services ask for nothing', () => {
    const other = { ...web, metadata: { ...web.metadata, name: 'other' } };
    expect(endpointSliceSource({ records: [aRecord()] }).claims(other, viewOf(onNode)).claims).toEqual([]);
  });
});

describe('what it reads', () => {
  test('nodes only where their addresses are published', () => {
    expect(endpointSliceSource({ records: [aRecord()] }).refersTo).toEqual(['EndpointSlice']);
    const ofNodes = endpointSliceSource({ records: [aRecord(), aRecord({ addressSource: 'node-public' })] });
    expect(ofNodes.refersTo).toEqual(['EndpointSlice', 'Node']);
  });

  test('a change concerns only who refers to it', () => {
    const records = [
      aRecord(),
      aRecord({ service: { namespace: 'default', name: 'kubernetes' }, addressSource: 'node-internal' }),
    ];
    const source = endpointSliceSource({ records });
    const concerned = (changed: Parameters<typeof source.dependents>[0]) =>
      [...source.dependents(changed, viewOf())].map(({ metadata }) => metadata.name);
    expect(concerned(onNode)).toEqual(['web']);
    expect(concerned(aSlice('x', [], 'other'))).toEqual([]);
    expect(concerned(node)).toEqual(['kubernetes']);
  });
});

test.each<
  [what: string, record: Partial<EndpointRecord>, objects: Parameters<typeof addresses>[1], told: string[]]
>([
  [
    'who is not ready',
    {},
    [slice('a', '10.0.0.1', '10.0.0.2!')],
    ['SKY_ENDPOINT_NOT_READY at EndpointSlice a endpoints[1]'],
  ],
  [
    'who terminates',
    {},
    [slice('a', '10.0.0.1', '10.0.0.2~')],
    ['SKY_ENDPOINT_TERMINATING at EndpointSlice a endpoints[1]'],
  ],
  [
    'the other family',
    {},
    [slice('b', 'fd00::1')],
    ['SKY_ADDRESS_FAMILY at EndpointSlice b endpoints[0].addresses[0]'],
  ],
  [
    'host names, as slices of the type FQDN have them',
    {},
    [{ ...aSlice('f', [{ addresses: ['api.example.net'] }]), addressType: 'FQDN' }],
    ['SKY_ENDPOINT_TYPE at EndpointSlice f endpoints[0]'],
  ],
  [
    'what is no address',
    {},
    [slice('a', '10.0.0.300')],
    ['SKY_ADDRESS at EndpointSlice a endpoints[0].addresses[0]'],
  ],
  [
    'a node that is gone',
    { addressSource: 'node-internal' },
    [onNode],
    ['SKY_NODE_UNKNOWN at EndpointSlice a endpoints[0]'],
  ],
  [
    'an address that no node has',
    { addressSource: 'node-internal' },
    [slice('a', '10.9.9.9'), node],
    ['SKY_NODE_UNKNOWN at EndpointSlice a endpoints[0]'],
  ],
  [
    'a node that is not ready',
    { addressSource: 'node-internal', nodeReadiness: 'require' },
    [onNode, { ...node, ready: false }],
    ['SKY_NODE_NOT_READY at Node n1'],
  ],
  [
    'a node without addresses',
    { addressSource: 'node-external' },
    [onNode, aNode('n1', [])],
    ['SKY_NODE_ADDRESS at Node n1'],
  ],
  [
    'a node’s address of the other family',
    { addressSource: 'node-internal' },
    [onNode, aNode('n1', ['InternalIP fd00::1', 'InternalIP 10.0.0.1'])],
    ['SKY_ADDRESS_FAMILY at Node n1 status.addresses[0]'],
  ],
  [
    'what is not public',
    { addressSource: 'node-public' },
    [onNode, node],
    ['SKY_ADDRESS_NOT_PUBLIC at Node n1 status.addresses[0]'],
  ],
])('%s is left out with its reason', (_, record, objects, told) => {
  expect(leftOut(record, objects)).toEqual(told);
});

describe('public addresses', () => {
  const record = { addressSource: 'node-public' } as const;
  const annotated = (fields: { annotations?: Record<string, string>; labels?: Record<string, string> }) => ({
    ...node,
    metadata: { ...node.metadata, ...fields },
  });

  test.each([
    [
      'an annotation',
      annotated({ annotations: { 'example.com/ip': '198.51.100.1, 198.51.100.2' } }),
      ['198.51.100.1', '198.51.100.2'],
    ],
    ['a label', annotated({ labels: { 'example.com/ip': '198.51.100.1' } }), ['198.51.100.1']],
    [
      'the first key that tells one',
      annotated({ annotations: { second: '198.51.100.9', 'example.com/ip': '192.168.0.1' } }),
      ['198.51.100.9'],
    ],
    [
      'the status where no key does',
      annotated({ annotations: { 'example.com/ip': '10.1.1.1' } }),
      ['203.0.113.1'],
    ],
  ])('by %s', (_, given, published) => {
    const options = { publicAddressKeys: ['example.com/ip', 'second'] };
    expect(addresses(record, [onNode, given], options)).toEqual(published);
  });

  test('by a function before all else, and not where it knows nothing', () => {
    const discover = (known: boolean) => ({
      discoverPublicAddresses: () => (known ? ['198.51.100.7', 'x'] : undefined),
    });
    expect(addresses(record, [onNode, node], discover(true))).toEqual(['198.51.100.7']);
    expect(addresses(record, [onNode, node], discover(false))).toEqual(['203.0.113.1']);
  });
});

test('the order of slices, endpoints and nodes makes no difference', () => {
  const word = fc
    .tuple(
      fc.constantFrom('10.0.0.1', '10.0.0.2', 'fd00::1', ''),
      fc.constantFrom('@n1', '@n2', '@n3', ''),
      fc.constantFrom('', '!', '~'),
    )
    .map((parts) => parts.join(''));
  const nodes = ['n1', 'n2'].map((name, index) =>
    aNode(
      name,
      [`InternalIP 10.0.0.${index + 1}`, `ExternalIP 203.0.113.${index}`, `InternalIP 2606::${index}`],
      { ready: index === 0 },
    ),
  );
  const both = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });
  fc.assert(
    fc.property(
      fc
        .array(fc.array(word, { maxLength: 4 }), { maxLength: 3 })
        .chain((slices) =>
          fc.tuple(fc.constant(slices), fc.tuple(...slices.map(both)), both(['a', 'b', 'c']), fc.boolean()),
        ),
      fc.constantFrom('endpointslice', 'node-internal', 'node-external', 'node-public'),
      ([slices, shuffled, names, turn], addressSource) => {
        const record = { addressSource, addressTypes: ['IPv4', 'IPv6'] } as const;
        const one = [...slices.map((words, index) => slice(`s${index}`, ...words)), ...nodes];
        const two = [...shuffled.map((words, index) => slice(`${names[index]}`, ...words)), ...nodes];
        expect(addresses(record, turn ? two.reverse() : two)).toEqual(addresses(record, one));
      },
    ),
  );
});
