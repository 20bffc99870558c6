import { describe, expect, test } from 'vitest';
import type { KubernetesObject, Service } from '../../object/object.ts';
import { aHostAddress, aService, resultText, viewOf } from '../../testing/manifests.ts';
import { hostsToResolve } from './hosts-to-resolve.ts';
import type { ServiceOptions } from './options.ts';
import { serviceSource } from './service.ts';

const options = { resolveLoadBalancer: true };

function balanced(
  hosts: readonly string[],
  ips: readonly string[] = [],
  fields: Partial<Parameters<typeof aService>[0]> = {},
): Service {
  return aService({
    type: 'LoadBalancer',
    annotations: { hostname: 'a.example.com' },
    loadBalancer: [...hosts.map((hostname) => ({ hostname })), ...ips.map((ip) => ({ ip }))],
    ...fields,
  });
}

describe('targets', () => {
  test.each<[what: string, service: Service, known: KubernetesObject[], expected: string[]]>([
    [
      'what the host name resolves to, both families',
      balanced(['LB.example.net.']),
      [aHostAddress('lb.example.net', ['198.51.100.2', '198.51.100.1', '2001:DB8::1'])],
      [
        'a.example.com - A 198.51.100.1',
        'a.example.com - A 198.51.100.2',
        'a.example.com - AAAA 2001:db8::1',
      ],
    ],
    [
      'of all host names, beside addresses',
      balanced(['lb1.example.net', 'lb2.example.net'], ['192.0.2.1']),
      [aHostAddress('lb1.example.net', ['198.51.100.1']), aHostAddress('lb2.example.net', ['198.51.100.2'])],
      ['a.example.com - A 192.0.2.1', 'a.example.com - A 198.51.100.1', 'a.example.com - A 198.51.100.2'],
    ],
    ['pending while nobody has resolved it', balanced(['lb.example.net']), [], ['a.example.com pending']],
    [
      'pending, and told, while it cannot be resolved',
      balanced(['lb.example.net']),
      [aHostAddress('lb.example.net', [])],
      ['a.example.com pending', '! SKY_HOST_UNRESOLVED at status.loadBalancer'],
    ],
    [
      'pending beside what there is: some targets lack',
      balanced(['lb1.example.net', 'lb2.example.net'], ['192.0.2.1']),
      [aHostAddress('lb1.example.net', ['198.51.100.1'])],
      ['a.example.com - A 192.0.2.1', 'a.example.com - A 198.51.100.1', 'a.example.com pending'],
    ],
    ['an address in place of a host name', balanced(['192.0.2.1']), [], ['a.example.com - A 192.0.2.1']],
    [
      'externalIPs before host names',
      balanced(['lb.example.net'], [], { externalIPs: ['192.0.2.9'] }),
      [],
      ['a.example.com - A 192.0.2.9'],
    ],
    [
      'what is no address is told',
      balanced(['lb.example.net']),
      [aHostAddress('lb.example.net', ['198.51.100', '198.51.100.1'])],
      ['a.example.com - A 198.51.100.1', '! SKY_ADDRESS at HostAddress lb.example.net'],
    ],
  ])('%s', (_what, service, known, expected) => {
    expect(resultText(serviceSource(options).claims(service, viewOf(...known)))).toEqual(expected);
  });
});

describe('what is asked for', () => {
  test.each<[what: string, service: Service, expected: string[], options?: ServiceOptions]>([
    ['host names in canonical form', balanced(['LB.example.net.', 'lb.example.net']), ['lb.example.net']],
    ['no addresses, nothing malformed', balanced(['192.0.2.1', 'a b'], ['192.0.2.2']), []],
    ['nothing without the option', balanced(['lb.example.net']), [], { resolveLoadBalancer: false }],
    ['nothing for a Service of another type', balanced(['lb.example.net'], [], { type: 'ClusterIP' }), []],
    ['nothing for types left out', balanced(['lb.example.net']), [], { types: ['NodePort'] }],
    [
      'nothing that the annotation filter leaves out',
      balanced(['lb.example.net']),
      [],
      { annotationFilter: { matches: () => false } },
    ],
    ['nothing with externalIPs', balanced(['lb.example.net'], [], { externalIPs: ['192.0.2.9'] }), []],
    [
      'nothing with a target annotation',
      balanced(['lb.example.net'], [], { annotations: { hostname: 'a.example.com', target: '192.0.2.1' } }),
      [],
    ],
    [
      'nothing for another controller',
      balanced(['lb.example.net'], [], { annotations: { hostname: 'a.example.com', controller: 'x' } }),
      [],
    ],
  ])('%s', (_what, service, expected, given = options) => {
    expect([...hostsToResolve([service], { ...options, ...given })]).toEqual(expected);
  });

  test('a HostAddress concerns the Services that have it in their status', () => {
    const service = balanced(['LB.example.net.']);
    const view = viewOf(service);
    const source = serviceSource(options);
    expect([...source.dependents(aHostAddress('lb.example.net', []), view)]).toEqual([service]);
    expect([...source.dependents(aHostAddress('other.example.net', []), view)]).toEqual([]);
  });
});
