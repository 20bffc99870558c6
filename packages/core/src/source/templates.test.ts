import { describe, expect, test } from 'vitest';
import { unwrap } from '../problem.ts';
import { neededFields } from '../template/fields.ts';
import { parseTemplate } from '../template/template.ts';
import { aNode, anIngress, aService, aSlice, resultText, viewOf } from '../testing/manifests.ts';
import { type IngressOptions, ingressSource } from './ingress.ts';
import type { ServiceOptions } from './service/options.ts';
import { serviceSource } from './service/service.ts';

const template = (...texts: readonly string[]) => unwrap(parseTemplate(texts));
const hosts = template('{{.Name}}.example.com');
const loadBalancer = [{ ip: '192.0.2.1' }];

function ofIngress(fields: Parameters<typeof anIngress>[0], options: IngressOptions): string[] {
  return resultText(ingressSource(options).claims(anIngress(fields), viewOf()));
}

const view = viewOf(
  aNode('n1', ['ExternalIP 192.0.2.50']),
  aSlice('web-1', [{ addresses: ['10.1.0.1'], hostname: 'web-0' }]),
);

function ofService(fields: Parameters<typeof aService>[0], options: ServiceOptions): string[] {
  return resultText(serviceSource(options).claims(aService({ loadBalancer, ...fields }), view));
}

describe('Ingresses', () => {
  test.each<
    [what: string, fields: Parameters<typeof anIngress>[0], options: IngressOptions, expected: string[]]
  >([
    [
      'get names if they have none',
      { loadBalancer },
      { hostTemplate: hosts },
      ['front.example.com - A 192.0.2.1'],
    ],
    [
      'keep to their own names',
      { loadBalancer, ruleHosts: ['own.example.com'] },
      { hostTemplate: hosts },
      ['own.example.com - A 192.0.2.1'],
    ],
    [
      'get names beside their own if they are combined',
      { loadBalancer, ruleHosts: ['own.example.com'] },
      { hostTemplate: hosts, combineTemplates: true },
      ['own.example.com - A 192.0.2.1', 'front.example.com - A 192.0.2.1'],
    ],
    [
      'get no name that would wait beside their own',
      { ruleHosts: ['own.example.com'] },
      { hostTemplate: hosts },
      ['own.example.com pending'],
    ],
    [
      'are pointed at by the annotation target, with their TTL',
      { loadBalancer, annotations: { target: '192.0.2.9', ttl: '60' } },
      { hostTemplate: hosts },
      ['front.example.com 60 A 192.0.2.9'],
    ],
    [
      'have names from several templates',
      { loadBalancer },
      { hostTemplate: template('{{.Name}}.example.com', 'b.example.com, {{.Namespace}}.example.com.') },
      ['b.example.com - A 192.0.2.1', 'front.example.com - A 192.0.2.1', 'shop.example.com - A 192.0.2.1'],
    ],
    [
      'say that a template makes no name',
      { loadBalancer },
      { hostTemplate: template('{{.Labels.missing}}') },
      ['! SKY_NAME_LABEL at host template'],
    ],
    ['may have none', { loadBalancer }, { hostTemplate: template('{{if .Labels}}x{{end}}') }, []],
  ])('%s', (_, fields, options, expected) => {
    expect(ofIngress(fields, options)).toEqual(expected);
  });
});

describe('Services', () => {
  test.each<
    [what: string, fields: Parameters<typeof aService>[0], options: ServiceOptions, expected: string[]]
  >([
    [
      'get names if they have none',
      { type: 'LoadBalancer' },
      { hostTemplate: hosts },
      ['web.example.com - A 192.0.2.1'],
    ],
    [
      'get names though their annotations are ignored',
      { type: 'LoadBalancer', annotations: { hostname: 'own.example.com' } },
      { hostTemplate: hosts, ignoreHostnameAnnotation: true },
      ['web.example.com - A 192.0.2.1'],
    ],
    [
      'keep to their own names',
      { type: 'LoadBalancer', annotations: { hostname: 'own.example.com' } },
      { hostTemplate: hosts, hostTargetTemplate: template('x.example.com:192.0.2.7') },
      ['own.example.com - A 192.0.2.1'],
    ],
    [
      'of a cluster IP are no more published than by an annotation',
      { clusterIPs: ['10.0.0.1'] },
      { hostTemplate: hosts },
      ['! SKY_SERVICE_INTERNAL at host template'],
    ],
    [
      'of a cluster IP are published if all are',
      { clusterIPs: ['10.0.0.1'] },
      { hostTemplate: hosts, publishInternal: true },
      ['web.example.com - A 10.0.0.1'],
    ],
    [
      'without a cluster IP have names for their endpoints',
      { clusterIPs: ['None'] },
      { hostTemplate: hosts },
      ['web-0.web.example.com - A 10.1.0.1', 'web.example.com - A 10.1.0.1'],
    ],
    [
      'on node ports have SRV records too',
      { type: 'NodePort', ports: [{ name: 'http', protocol: 'TCP', port: 80, nodePort: 30080 }] },
      { hostTemplate: hosts },
      ['_web._tcp.web.example.com - SRV 0 50 30080 web.example.com', 'web.example.com - A 192.0.2.50'],
    ],
    [
      'have pairs, which have no TTL, and then no names without targets',
      { type: 'LoadBalancer', annotations: { ttl: '60' } },
      {
        hostTemplate: hosts,
        hostTargetTemplate: template(
          'a.example.com:192.0.2.7',
          'a.example.com : 2001:db8::7',
          'b.example.com:lb.example.net',
        ),
      },
      [
        'a.example.com - A 192.0.2.7',
        'a.example.com - AAAA 2001:db8::7',
        'b.example.com - CNAME lb.example.net',
      ],
    ],
    [
      'have all of it if it is combined',
      { type: 'LoadBalancer', annotations: { hostname: 'own.example.com', ttl: '60' } },
      {
        hostTemplate: hosts,
        hostTargetTemplate: template('a.example.com:192.0.2.7'),
        combineTemplates: true,
      },
      ['own.example.com 60 A 192.0.2.1', 'a.example.com - A 192.0.2.7', 'web.example.com 60 A 192.0.2.1'],
    ],
    [
      'wait for a target that is not there yet',
      { type: 'LoadBalancer', loadBalancer: [] },
      { hostTargetTemplate: template('a.example.com:') },
      ['a.example.com pending'],
    ],
    [
      'say what is no pair',
      { type: 'LoadBalancer' },
      {
        hostTargetTemplate: template(
          'a.example.com',
          ':192.0.2.1',
          'b.example.com:1.2.3',
          'c.example.com:192.0.2.7',
        ),
      },
      [
        'c.example.com - A 192.0.2.7',
        'b.example.com pending',
        '! SKY_TEMPLATE_PAIR at host:target template',
        '! SKY_TEMPLATE_PAIR at host:target template',
        '! SKY_ADDRESS at host:target template',
      ],
    ],
  ])('%s', (_, fields, options, expected) => {
    expect([...ofService(fields, options)].sort()).toEqual([...expected].sort());
  });

  test('that a template names depend on what they find their targets in', () => {
    const service = aService({ type: 'NodePort' });
    const changed = aNode('n1', []);
    const dependents = (options: ServiceOptions) => [
      ...serviceSource(options).dependents(changed, viewOf(service)),
    ];
    expect(dependents({})).toEqual([]);
    expect(dependents({ hostTemplate: hosts })).toEqual([service]);
  });
});

describe('a template that fails', () => {
  const failing = template('{{(index .Spec.Ports 7).Name}}.example.com');

  test('is a problem of the object, which is then not known completely', () => {
    const result = serviceSource({ hostTemplate: failing }).claims(aService({ type: 'LoadBalancer' }), view);
    expect(result).toMatchObject({
      claims: [],
      problems: [{ code: 'SKY_TEMPLATE_FAILED', origin: { object: { name: 'web' }, rule: 'host template' } }],
      incomplete: true,
    });
  });

  test('leaves the other names as they are', () => {
    const service = aService({
      type: 'LoadBalancer',
      loadBalancer,
      annotations: { hostname: 'own.example.com' },
    });
    const alone = serviceSource({ hostTemplate: failing }).claims(service, view);
    expect([resultText(alone), alone.incomplete ?? false]).toEqual([
      ['own.example.com - A 192.0.2.1'],
      false,
    ]);
    const combined = serviceSource({ hostTemplate: failing, combineTemplates: true }).claims(service, view);
    expect([resultText(combined), combined.incomplete]).toEqual([
      ['own.example.com - A 192.0.2.1', '! SKY_TEMPLATE_FAILED at host template'],
      true,
    ]);
  });

  test('does not let the next one name what it might have named', () => {
    const options = { hostTemplate: hosts, hostTargetTemplate: failing };
    const result = serviceSource(options).claims(aService({ type: 'LoadBalancer', loadBalancer }), view);
    expect(resultText(result)).toEqual(['! SKY_TEMPLATE_FAILED at host:target template']);
  });
});

test('sources tell which fields their templates need', () => {
  const service = serviceSource({
    hostTemplate: template('{{.Spec.ClusterIP}}.example.com'),
    hostTargetTemplate: template('a:{{range .Spec.Ports}}{{.Name}}{{end}}', 'b:{{.Spec.ClusterIP}}'),
  });
  const ingress = ingressSource({ hostTemplate: template('{{.Spec.DefaultBackend.Service.Name}}') });
  expect(neededFields([service, ingress, serviceSource()])).toEqual({
    Service: [
      ['spec', 'clusterIP'],
      ['spec', 'ports'],
    ],
    Ingress: [['spec', 'defaultBackend', 'service', 'name']],
  });
});
