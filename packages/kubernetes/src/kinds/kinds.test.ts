import { unwrap } from '@skywriter/core';
import { describe, expect, it } from 'vitest';
import { kindRows, rowOf } from './kinds.ts';

const metadata = { namespace: 'shop', name: 'front' };
const projectedMetadata = { ...metadata, labels: {}, annotations: {} };

describe('what is kept', () => {
  it.each([
    ['Ingress without anything', 'Ingress', { metadata }, { ruleHosts: [], tlsHosts: [], loadBalancer: [] }],
    [
      'Ingress',
      'Ingress',
      {
        metadata,
        spec: {
          ingressClassName: 'nginx',
          rules: [{ host: 'a.example', http: { paths: [] } }, {}, { host: null }, null],
          tls: [{ hosts: ['a.example'], secretName: 's' }, {}],
        },
        status: {
          loadBalancer: { ingress: [{ ip: '192.0.2.1', ipMode: 'VIP' }, { hostname: 'lb.example' }] },
        },
      },
      {
        className: 'nginx',
        ruleHosts: ['a.example', '', '', ''],
        tlsHosts: [['a.example'], []],
        loadBalancer: [{ ip: '192.0.2.1' }, { hostname: 'lb.example' }],
      },
    ],
    [
      'Service with defaults only',
      'Service',
      { metadata, spec: { ports: [{ port: 80 }] } },
      {
        type: 'ClusterIP',
        clusterIPs: [],
        externalIPs: [],
        publishNotReadyAddresses: false,
        ports: [{ name: '', protocol: 'TCP', port: 80 }],
        loadBalancer: [],
      },
    ],
    [
      'Service',
      'Service',
      {
        metadata,
        spec: {
          type: 'NodePort',
          clusterIP: '10.0.0.1',
          clusterIPs: ['10.0.0.1', '2001:db8::1'],
          externalIPs: ['192.0.2.1'],
          externalTrafficPolicy: 'Local',
          publishNotReadyAddresses: true,
          ports: [{ name: 'dns', protocol: 'UDP', port: 53, nodePort: 30053, targetPort: 'dns' }],
          selector: { app: 'x' },
        },
        status: { loadBalancer: {} },
      },
      {
        type: 'NodePort',
        clusterIPs: ['10.0.0.1', '2001:db8::1'],
        externalIPs: ['192.0.2.1'],
        externalTrafficPolicy: 'Local',
        publishNotReadyAddresses: true,
        ports: [{ name: 'dns', protocol: 'UDP', port: 53, nodePort: 30053 }],
        loadBalancer: [],
      },
    ],
    [
      'ExternalName Service with the empty cluster IP of old API servers',
      'Service',
      { metadata, spec: { type: 'ExternalName', externalName: 'db.example', clusterIP: '' } },
      { type: 'ExternalName', externalName: 'db.example', clusterIPs: [] },
    ],
    [
      'Service with the singular cluster IP',
      'Service',
      { metadata, spec: { clusterIP: 'None' } },
      { clusterIPs: ['None'] },
    ],
    [
      'Service of a type of the future',
      'Service',
      { metadata, spec: { type: 'Mesh' } },
      { type: 'ClusterIP' },
    ],
    [
      'Service with node port 0',
      'Service',
      { metadata, spec: { ports: [{ port: 80, nodePort: 0 }] } },
      { ports: [{ name: '', protocol: 'TCP', port: 80 }] },
    ],
    [
      'EndpointSlice with unknown conditions',
      'EndpointSlice',
      {
        metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'front' } },
        addressType: 'IPv4',
        endpoints: [
          { addresses: ['10.0.0.1'], targetRef: {} },
          { addresses: ['10.0.0.5'], targetRef: { kind: 'Pod', name: 'p', namespace: 'shop', uid: 'u' } },
          { addresses: ['10.0.0.6'], targetRef: { kind: 'Pod', name: 'p', apiVersion: 'example.test/v1' } },
          { addresses: ['10.0.0.7'], targetRef: { kind: 'Node', name: 'n' } },
          { addresses: ['10.0.0.2'], hostname: 'h', nodeName: 'n', conditions: { ready: false } },
          { addresses: ['10.0.0.3'], conditions: { ready: false, serving: true, terminating: true } },
          { addresses: ['10.0.0.4'], conditions: { ready: null, serving: null, terminating: null } },
        ],
        ports: [{ port: 80 }],
      },
      {
        metadata: { ...projectedMetadata, labels: { 'kubernetes.io/service-name': 'front' } },
        addressType: 'IPv4',
        serviceName: 'front',
        endpoints: [
          { addresses: ['10.0.0.1'], ready: true, serving: true, terminating: false },
          { addresses: ['10.0.0.5'], pod: 'p', ready: true, serving: true, terminating: false },
          { addresses: ['10.0.0.6'], ready: true, serving: true, terminating: false },
          { addresses: ['10.0.0.7'], ready: true, serving: true, terminating: false },
          {
            addresses: ['10.0.0.2'],
            hostname: 'h',
            nodeName: 'n',
            ready: false,
            serving: false,
            terminating: false,
          },
          { addresses: ['10.0.0.3'], ready: false, serving: true, terminating: true },
          { addresses: ['10.0.0.4'], ready: true, serving: true, terminating: false },
        ],
      },
    ],
    [
      'EndpointSlice whose list is null, as Go writes it',
      'EndpointSlice',
      { metadata, addressType: 'IPv6', endpoints: null },
      { addressType: 'IPv6', serviceName: '', endpoints: [] },
    ],
    [
      'Node',
      'Node',
      {
        metadata: { name: 'n1', namespace: 'not-for-nodes' },
        spec: { unschedulable: true },
        status: {
          addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
          conditions: [
            { type: 'DiskPressure', status: 'True' },
            { type: 'Ready', status: 'True' },
          ],
        },
      },
      {
        metadata: { ...projectedMetadata, namespace: '', name: 'n1' },
        addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
        unschedulable: true,
        ready: true,
      },
    ],
    [
      'Node that is lost',
      'Node',
      { metadata: { name: 'n1' }, status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } },
      { addresses: [], unschedulable: false, ready: false },
    ],
    [
      'HostAddress',
      'HostAddress',
      { metadata: { name: 'lb.example.net' }, addresses: ['192.0.2.1'] },
      { metadata: { ...projectedMetadata, namespace: '', name: 'lb.example.net' }, addresses: ['192.0.2.1'] },
    ],
  ] as const)('%s', (_, kind, raw, expected) => {
    const object = unwrap(kindRows[kind].project(raw));
    expect(object).toMatchObject({ kind, ...expected });
    expect(object).not.toHaveProperty('spec');
    expect(object).not.toHaveProperty('status');
  });
});

describe('metadata', () => {
  const project = (fields: object) =>
    unwrap(kindRows.Ingress.project({ metadata: { name: 'a', ...fields } })).metadata;

  it('drops what is large and no source reads, and keeps every other annotation', () => {
    const raw = {
      uid: 'u1',
      resourceVersion: '7',
      generation: 3,
      managedFields: [{ manager: 'x' }],
      ownerReferences: [{ uid: 'o' }],
      creationTimestamp: '2026-01-02T03:04:05Z',
      labels: { app: 'x' },
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': '{"giant":true}',
        'any/other': 'kept',
      },
    };
    expect(project(raw)).toStrictEqual({
      namespace: 'default',
      name: 'a',
      uid: 'u1',
      createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
      labels: { app: 'x' },
      annotations: { 'any/other': 'kept' },
    });
  });

  it('takes null for absent, as `kubectl create --dry-run -o yaml` writes it', () => {
    const nothing = { creationTimestamp: null, labels: null, annotations: null, namespace: null };
    expect(project(nothing)).toStrictEqual({ namespace: 'default', name: 'a', labels: {}, annotations: {} });
  });

  it('keeps keys that mean something to JavaScript as any other', () => {
    const { annotations } = project({ annotations: JSON.parse('{"__proto__":"a","constructor":"b"}') });
    expect(Object.entries(annotations)).toStrictEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });
});

describe('what is wrong is said with object and field', () => {
  it.each([
    ['Ingress', 7, 'Ingress without a name: it is a number, not a mapping.'],
    ['Ingress', {}, 'Ingress without a name: metadata.name is missing.'],
    ['Ingress', { metadata: { name: '' } }, 'Ingress without a name: metadata.name is empty, not a name.'],
    [
      'Ingress',
      { metadata: { name: 'a/b' } },
      'Ingress default/a/b: metadata.name is a string, not a name without "/" and "%".',
    ],
    [
      'Ingress',
      { metadata, spec: { rules: [{}, { host: 7 }] } },
      'Ingress shop/front: spec.rules[1].host is a number, not a string.',
    ],
    [
      'Ingress',
      { metadata, spec: { rules: {} } },
      'Ingress shop/front: spec.rules is a mapping, not a list.',
    ],
    ['Ingress', { metadata, spec: [] }, 'Ingress shop/front: spec is a list, not a mapping.'],
    [
      'Ingress',
      { metadata, spec: { tls: [{ hosts: ['a', false] }] } },
      'Ingress shop/front: spec.tls[0].hosts[1] is a boolean, not a string.',
    ],
    [
      'Ingress',
      { metadata: { ...metadata, annotations: { 'external-dns.kubernetes.io/ttl': 60 } } },
      'Ingress shop/front: metadata.annotations["external-dns.kubernetes.io/ttl"] is a number, not a string.',
    ],
    [
      'Ingress',
      { metadata: { ...metadata, creationTimestamp: 'yesterday' } },
      'Ingress shop/front: metadata.creationTimestamp is a string, not an RFC 3339 time.',
    ],
    [
      'Service',
      { metadata, spec: { ports: [{ port: '80' }] } },
      'Service shop/front: spec.ports[0].port is a string, not a whole number.',
    ],
    ['Service', { metadata, spec: { ports: [{}] } }, 'Service shop/front: spec.ports[0].port is missing.'],
    [
      'Service',
      { metadata, spec: { publishNotReadyAddresses: 'yes' } },
      'Service shop/front: spec.publishNotReadyAddresses is a string, not true or false.',
    ],
    [
      'Node',
      { metadata: { name: 'evil\u001b[31m' }, spec: 1 },
      'Node "evil\\u001b[31m": spec is a number, not a mapping.',
    ],
  ] as const)('%s %j', (kind, raw, message) => {
    const projected = kindRows[kind].project(raw);
    expect(projected).toMatchObject({ ok: false, problem: { code: 'SKY_OBJECT_FIELD', message } });
  });
});

it.each([
  ['v1', 'Service', 'Service'],
  ['networking.k8s.io/v1', 'Ingress', 'Ingress'],
  ['networking.k8s.io/v1beta1', 'Ingress', 'Ingress'],
  ['serving.knative.dev/v1', 'Service', undefined],
  ['networking.istio.io/v1', 'ServiceEntry', undefined],
  ['v1', 'Ingress', undefined],
  ['v1', 'Pod', 'Pod'],
  ['skywriter/v1', 'HostAddress', 'HostAddress'],
  ['v1', 'HostAddress', undefined],
])('%s %s is of our kind %s', (apiVersion, kind, expected) => {
  expect(rowOf(apiVersion, kind)?.kind).toBe(expected);
});
