import { describe, expect, test } from 'vitest';
import { parseSelector } from '../filter/selector.ts';
import { unwrap } from '../problem.ts';
import { aNode, anIngress, aService, resultText, viewOf } from '../testing/manifests.ts';
import { ingressSource } from './ingress.ts';
import { serviceSource } from './service/service.ts';
import { parseTargets } from './targets.ts';

describe('annotationFilter', () => {
  const annotationFilter = unwrap(parseSelector('team=a,kubernetes.io/ingress.class in (nginx)'));
  const annotations = { 'kubernetes.io/ingress.class': 'nginx' };
  const named = { hostname: 'a.example.com', target: '192.0.2.1' };

  test.each([
    ['a', ['a.example.com - A 192.0.2.1']],
    ['b', []],
  ])('team %s', (team, expected) => {
    const ingress = anIngress({ annotations: { ...annotations, ...named } });
    const service = aService({ annotations: { ...annotations, ...named } });
    const withTeam = <T extends typeof ingress | typeof service>(object: T): T => ({
      ...object,
      metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, team } },
    });
    expect(resultText(ingressSource({ annotationFilter }).claims(withTeam(ingress), viewOf()))).toEqual(
      expected,
    );
    expect(resultText(serviceSource({ annotationFilter }).claims(withTeam(service), viewOf()))).toEqual(
      expected,
    );
  });
});

describe('forcedTargets', () => {
  const forcedTargets = unwrap(parseTargets(['192.0.2.99', ' 2001:db8::99 ']));

  test('take the place of what an object points at, its annotation included', () => {
    const annotations = { target: 'lb.example.net' };
    const ingress = anIngress({ ruleHosts: ['a.example.com'], annotations });
    expect(resultText(ingressSource({ forcedTargets }).claims(ingress, viewOf()))).toEqual([
      'a.example.com - A 192.0.2.99',
      'a.example.com - AAAA 2001:db8::99',
    ]);
  });

  test('but give none to an object that has none', () => {
    const ingress = anIngress({ ruleHosts: ['a.example.com'] });
    expect(resultText(ingressSource({ forcedTargets }).claims(ingress, viewOf()))).toEqual([
      'a.example.com pending',
    ]);
  });

  test('and leave SRV records, which tell a port', () => {
    const service = aService({
      type: 'NodePort',
      annotations: { hostname: 'a.example.com' },
      ports: [{ name: '', protocol: 'TCP', port: 80, nodePort: 30080 }],
    });
    const view = viewOf(aNode('n1', ['InternalIP 172.16.0.1']));
    expect(resultText(serviceSource({ forcedTargets }).claims(service, view))).toEqual([
      '_web._tcp.a.example.com - SRV 0 50 30080 a.example.com',
      'a.example.com - A 192.0.2.99',
      'a.example.com - AAAA 2001:db8::99',
    ]);
  });

  test('must be addresses or host names', () => {
    expect(parseTargets(['192.0.2.1', 'a b'])).toMatchObject({
      ok: false,
      problem: { code: 'SKY_NAME_LABEL' },
    });
    expect([...unwrap(parseTargets(['b.example.', '192.0.2.2', '192.0.2.1']))]).toEqual([
      ['CNAME', ['b.example']],
      ['A', ['192.0.2.1', '192.0.2.2']],
    ]);
  });
});
