import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../object/object.ts';
import { aService, resultText, viewOf } from '../../testing/manifests.ts';
import type { ServiceOptions } from './options.ts';
import { serviceSource } from './service.ts';

type Row = [
  what: string,
  service: Parameters<typeof aService>[0],
  expected: string[],
  options?: ServiceOptions,
];

function read(
  fields: Parameters<typeof aService>[0],
  options: ServiceOptions = {},
  others: KubernetesObject[] = [],
) {
  return resultText(serviceSource(options).claims(aService(fields), viewOf(...others)));
}

const hostname = { hostname: 'web.example.com' };
const internal = { 'internal-hostname': 'in.example.com' };
const both = { ...hostname, ...internal };
const clusterIPs = ['10.96.0.7', 'fd00::7'];

describe('LoadBalancer', () => {
  const balanced = { type: 'LoadBalancer', clusterIPs, loadBalancer: [{ ip: '192.0.2.1' }] } as const;
  test.each<Row>([
    ['status address', { ...balanced, annotations: hostname }, ['web.example.com - A 192.0.2.1']],
    [
      'status address and host name, of every entry (the merge decides)',
      {
        ...balanced,
        loadBalancer: [{ ip: '2001:db8::1' }, { hostname: 'lb.example.net' }],
        annotations: hostname,
      },
      ['web.example.com - AAAA 2001:db8::1', 'web.example.com - CNAME lb.example.net'],
    ],
    [
      'externalIPs replace the status',
      { ...balanced, externalIPs: ['203.0.113.5'], annotations: hostname },
      ['web.example.com - A 203.0.113.5'],
    ],
    [
      'bad externalIPs do not fall back to it',
      { ...balanced, externalIPs: ['lb.example.net'], annotations: hostname },
      ['web.example.com pending', '! SKY_ADDRESS at spec.externalIPs[0]'],
    ],
    [
      'no address yet: pending',
      { ...balanced, loadBalancer: [], annotations: hostname },
      ['web.example.com pending'],
    ],
    [
      'internal-hostname: cluster IPs, dual stack',
      { ...balanced, annotations: internal },
      ['in.example.com - A 10.96.0.7', 'in.example.com - AAAA fd00::7'],
    ],
    [
      'both',
      { ...balanced, annotations: both },
      ['in.example.com - A 10.96.0.7', 'in.example.com - AAAA fd00::7', 'web.example.com - A 192.0.2.1'],
    ],
    [
      'both with one name',
      { ...balanced, annotations: { ...hostname, 'internal-hostname': 'web.example.com' } },
      ['web.example.com - A 10.96.0.7', 'web.example.com - A 192.0.2.1', 'web.example.com - AAAA fd00::7'],
    ],
    [
      'internal-hostname without cluster IP: pending',
      { ...balanced, clusterIPs: [''], annotations: internal },
      ['in.example.com pending'],
    ],
    [
      'a list of names and a TTL',
      { ...balanced, annotations: { hostname: 'b.example.com,a.example.com', ttl: '5' } },
      ['a.example.com 5 A 192.0.2.1', 'b.example.com 5 A 192.0.2.1'],
    ],
  ])('%s', (_what, fields, expected, options) => {
    expect(read(fields, options)).toEqual(expected);
  });
});

describe('ClusterIP', () => {
  test.each<Row>([
    [
      'internal-hostname, dual stack',
      { clusterIPs, annotations: internal },
      ['in.example.com - A 10.96.0.7', 'in.example.com - AAAA fd00::7'],
    ],
    [
      'hostname is not published, and that is told',
      { clusterIPs, annotations: hostname },
      ['! SKY_SERVICE_INTERNAL at annotation hostname'],
    ],
    [
      'hostname with publishInternal',
      { clusterIPs, annotations: hostname },
      ['web.example.com - A 10.96.0.7', 'web.example.com - AAAA fd00::7'],
      { publishInternal: true },
    ],
    [
      'both without publishInternal',
      { clusterIPs: ['10.96.0.7'], annotations: both },
      ['in.example.com - A 10.96.0.7', '! SKY_SERVICE_INTERNAL at annotation hostname'],
    ],
    [
      'hostname with a target',
      { clusterIPs, annotations: { ...hostname, target: 'x.example.net' } },
      ['web.example.com - CNAME x.example.net'],
    ],
    ['no cluster IP yet: pending', { annotations: internal }, ['in.example.com pending']],
    [
      'a bad cluster IP',
      { clusterIPs: ['10.96.0', '10.96.0.7'], annotations: internal },
      ['in.example.com - A 10.96.0.7', '! SKY_ADDRESS at spec.clusterIPs[0]'],
    ],
  ])('%s', (_what, fields, expected, options) => {
    expect(read(fields, options)).toEqual(expected);
  });
});

describe('ExternalName', () => {
  const type = 'ExternalName' as const;
  test.each<Row>([
    [
      'a host name',
      { type, externalName: 'Shop.example.net.', annotations: hostname },
      ['web.example.com - CNAME shop.example.net'],
    ],
    [
      'an address',
      { type, externalName: '192.0.2.1', annotations: hostname },
      ['web.example.com - A 192.0.2.1'],
    ],
    [
      'externalIPs replace it',
      { type, externalName: 'x.example.net', externalIPs: ['2001:db8::1'], annotations: hostname },
      ['web.example.com - AAAA 2001:db8::1'],
    ],
    [
      'internal-hostname means the same',
      { type, externalName: 'x.example.net', annotations: internal },
      ['in.example.com - CNAME x.example.net'],
    ],
    [
      'itself',
      { type, externalName: 'web.example.com', annotations: hostname },
      ['web.example.com pending', '! SKY_CNAME_SELF at annotation hostname'],
    ],
    ['none: pending', { type, annotations: hostname }, ['web.example.com pending']],
    [
      'not a name',
      { type, externalName: 'x..net', annotations: hostname },
      ['web.example.com pending', '! SKY_NAME_LABEL at spec.externalName'],
    ],
  ])('%s', (_what, fields, expected, options) => {
    expect(read(fields, options)).toEqual(expected);
  });
});

describe('which Services, and which names', () => {
  const fields = { type: 'LoadBalancer', loadBalancer: [{ ip: '192.0.2.1' }] } as const;
  const claimed = ['web.example.com - A 192.0.2.1'];
  test.each<Row>([
    ['without annotation', fields, []],
    ['with a blank annotation', { ...fields, annotations: { hostname: ' ', ttl: 'abc' } }, []],
    [
      'of the old prefix',
      { ...fields, annotations: { 'external-dns.alpha.kubernetes.io/hostname': 'web.example.com' } },
      claimed,
    ],
    [
      'of a type in the filter',
      { ...fields, annotations: hostname },
      claimed,
      { types: ['NodePort', 'LoadBalancer'] },
    ],
    ['of another type', { ...fields, annotations: hostname }, [], { types: ['NodePort'] }],
    ['of another controller', { ...fields, annotations: { ...hostname, controller: 'other' } }, []],
    ['with annotations ignored', { ...fields, annotations: both }, [], { ignoreHostnameAnnotation: true }],
    [
      'the annotation target replaces all',
      { ...fields, annotations: { ...both, target: '203.0.113.5' } },
      ['in.example.com - A 203.0.113.5', 'web.example.com - A 203.0.113.5'],
    ],
    [
      'bad names beside good ones',
      { ...fields, annotations: { hostname: 'web.example.com,,a..b,🦊.example.com', 'set-identifier': 'x' } },
      [
        ...claimed,
        '! SKY_LIST_EMPTY_ENTRY at annotation hostname',
        '! SKY_NAME_LABEL at annotation hostname',
        '! SKY_NAME_IDN at annotation hostname',
        '! SKY_ANNOTATION_UNSUPPORTED at annotation set-identifier',
      ],
    ],
  ])('%s', (_what, service, expected, options) => {
    expect(read(service, options)).toEqual(expected);
  });
});

test('five thousand names with five hundred addresses each are fast', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `h${index}.example.com`);
  const externalIPs = Array.from({ length: 500 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  const service = aService({ type: 'LoadBalancer', externalIPs, annotations: { hostname: names.join(',') } });
  const started = performance.now();
  const { claims } = serviceSource().claims(service, viewOf());
  expect(performance.now() - started).toBeLessThan(1000);
  expect(claims).toHaveLength(5000);
  expect(claims.every(({ targets }) => targets.length === 500)).toBe(true);
});
