import { describe, expect, test } from 'vitest';
import type { Service } from '../../object/object.ts';
import { aNode, aService, resultText, viewOf } from '../../testing/manifests.ts';
import type { Compatibility, ServiceOptions } from './options.ts';
import { serviceSource } from './service.ts';

const labelled = { 'node-role.kubernetes.io/node': '' };
const worker = (name: string, addresses: readonly string[]) => {
  const node = aNode(name, addresses);
  return { ...node, metadata: { ...node.metadata, labels: labelled } };
};
const view = viewOf(
  worker('n1', ['ExternalIP 192.0.2.1', 'InternalIP 172.16.0.1', 'InternalIP fd00::1']),
  aNode('control', ['ExternalIP 192.0.2.9', 'InternalIP 172.16.0.9']),
);

const loadBalancer = [{ ip: '198.51.100.1' }, { ip: '2001:db8::1' }];

function read(service: Service, compatibility: Compatibility, options: ServiceOptions = {}): string[] {
  return resultText(serviceSource({ compatibility, ...options }).claims(service, view));
}

const service = (
  annotations: Record<string, string>,
  fields: Partial<Service> = {},
  labels = {},
): Service => {
  const made = aService({ type: 'LoadBalancer', loadBalancer, annotations, ...fields });
  return { ...made, metadata: { ...made.metadata, labels } };
};

const external = 'dns.alpha.kubernetes.io/external';
const internal = 'dns.alpha.kubernetes.io/internal';
const nodePort = { type: 'NodePort' } as const;

describe('annotations of other programs', () => {
  test.each<
    [
      what: string,
      compatibility: Compatibility,
      service: Service,
      expected: string[],
      options?: ServiceOptions,
    ]
  >([
    [
      'mate: one name, whatever the type',
      'mate',
      service({ 'zalando.org/dnsname': 'a.example.com' }, { type: 'ClusterIP' }),
      ['a.example.com - A 198.51.100.1', 'a.example.com - AAAA 2001:db8::1'],
    ],
    [
      'mate: no list',
      'mate',
      service({ 'zalando.org/dnsname': 'a.example.com,b.example.com' }),
      ['! SKY_NAME_LABEL at annotation zalando.org/dnsname'],
    ],
    [
      'kops: nodes that are workers, external addresses',
      'kops-dns-controller',
      service({ [external]: 'a.example.com' }, nodePort),
      ['a.example.com - A 192.0.2.1'],
    ],
    [
      'kops: with internal IPv6',
      'kops-dns-controller',
      service({ [external]: 'a.example.com' }, nodePort),
      ['a.example.com - A 192.0.2.1', 'a.example.com - AAAA fd00::1'],
      { exposeInternalIpv6: true },
    ],
    [
      'kops: internal addresses',
      'kops-dns-controller',
      service({ [internal]: 'a.example.com, b.example.com' }, nodePort),
      [
        'a.example.com - A 172.16.0.1',
        'a.example.com - AAAA fd00::1',
        'b.example.com - A 172.16.0.1',
        'b.example.com - AAAA fd00::1',
      ],
    ],
    [
      'kops: neither where both are asked for',
      'kops-dns-controller',
      service({ [internal]: 'a.example.com', [external]: 'b.example.com' }, nodePort),
      [],
    ],
    [
      'kops: both for load balancers',
      'kops-dns-controller',
      service(
        { [internal]: 'a.example.com', [external]: 'b.example.com' },
        { loadBalancer: [{ ip: '198.51.100.1' }] },
      ),
      ['a.example.com - A 198.51.100.1', 'b.example.com - A 198.51.100.1'],
    ],
    [
      'kops: not for other types',
      'kops-dns-controller',
      service({ [external]: 'a.example.com' }, { type: 'ClusterIP' }),
      [],
    ],
    ['none', 'none', service({ 'zalando.org/dnsname': 'a.example.com' }), []],
    [
      'only without a name of ours',
      'mate',
      service({ 'zalando.org/dnsname': 'a.example.com', hostname: 'b.example.com', target: '192.0.2.7' }),
      ['b.example.com - A 192.0.2.7'],
    ],
    [
      'also where the annotations of ours are ignored; the target annotation is one of ours',
      'mate',
      service({ 'zalando.org/dnsname': 'a.example.com', hostname: 'b.example.com', target: '192.0.2.7' }),
      ['a.example.com - A 198.51.100.1', 'a.example.com - AAAA 2001:db8::1'],
      { ignoreHostnameAnnotation: true },
    ],
    [
      'pending without a load balancer',
      'mate',
      service({ 'zalando.org/dnsname': 'a.example.com' }, { loadBalancer: [] }),
      ['a.example.com pending'],
    ],
  ])('%s', (_what, compatibility, object, expected, options) => {
    expect(read(object, compatibility, options)).toEqual(expected);
  });

  test('molecule reads an annotation without prefix', () => {
    const object = service({}, {}, { dns: 'route53' });
    const annotations = { domainName: 'a.example.com, b.example.com' };
    const named = {
      ...object,
      metadata: { ...object.metadata, annotations },
      loadBalancer: [{ ip: '198.51.100.1' }],
    };
    expect(read(named, 'molecule')).toEqual([
      'a.example.com - A 198.51.100.1',
      'b.example.com - A 198.51.100.1',
    ]);
    expect(read({ ...named, metadata: { ...named.metadata, labels: {} } }, 'molecule')).toEqual([]);
  });

  test('a node concerns the NodePort Services of kops, though they have no name of ours', () => {
    const object = service({ [external]: 'a.example.com', target: '192.0.2.7' }, nodePort);
    const source = serviceSource({ compatibility: 'kops-dns-controller' });
    expect([...source.dependents(worker('n2', []), viewOf(object))]).toEqual([object]);
    expect([...serviceSource().dependents(worker('n2', []), viewOf(object))]).toEqual([]);
  });
});
