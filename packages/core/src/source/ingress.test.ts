import { describe, expect, test } from 'vitest';
import type { Ingress } from '../object/object.ts';
import { anIngress, resultText, viewOf } from '../testing/manifests.ts';
import { type IngressOptions, ingressSource } from './ingress.ts';

type Row = [
  what: string,
  ingress: Parameters<typeof anIngress>[0],
  expected: string[],
  options?: IngressOptions,
];

function read(ingress: Ingress, options: IngressOptions = {}): string[] {
  return resultText(ingressSource(options).claims(ingress, viewOf()));
}

const ip = [{ ip: '192.0.2.1' }];
const hosts = {
  ruleHosts: ['rule.example.com'],
  tlsHosts: [['tls.example.com']],
  annotations: { hostname: 'annotation.example.com' },
  loadBalancer: ip,
};

describe('hosts', () => {
  test.each<Row>([
    [
      'from rules, TLS and the annotation',
      hosts,
      [
        'annotation.example.com - A 192.0.2.1',
        'rule.example.com - A 192.0.2.1',
        'tls.example.com - A 192.0.2.1',
      ],
    ],
    [
      'not from rules',
      hosts,
      ['annotation.example.com - A 192.0.2.1', 'tls.example.com - A 192.0.2.1'],
      { ignoreRules: true },
    ],
    [
      'not from TLS',
      hosts,
      ['annotation.example.com - A 192.0.2.1', 'rule.example.com - A 192.0.2.1'],
      { ignoreTls: true },
    ],
    [
      'not from the annotation',
      hosts,
      ['rule.example.com - A 192.0.2.1', 'tls.example.com - A 192.0.2.1'],
      { ignoreHostnameAnnotation: true },
    ],
    [
      'defined-hosts-only',
      { ...hosts, annotations: { ...hosts.annotations, 'ingress-hostname-source': 'Defined-Hosts-Only' } },
      ['rule.example.com - A 192.0.2.1', 'tls.example.com - A 192.0.2.1'],
    ],
    [
      'annotation-only',
      { ...hosts, annotations: { ...hosts.annotations, 'ingress-hostname-source': 'annotation-only' } },
      ['annotation.example.com - A 192.0.2.1'],
    ],
    [
      'an unknown source of hosts is a problem, and all count',
      { ...hosts, tlsHosts: [], annotations: { 'ingress-hostname-source': 'rules' } },
      ['rule.example.com - A 192.0.2.1', '! SKY_ANNOTATION_VALUE at annotation ingress-hostname-source'],
    ],
    [
      'a rule without host names none',
      { ruleHosts: ['', 'a.example.com'], loadBalancer: ip },
      ['a.example.com - A 192.0.2.1'],
    ],
    ['nothing asked for', { loadBalancer: ip, annotations: { ttl: 'abc' } }, []],
    ['a wildcard', { ruleHosts: ['*.example.com'], loadBalancer: ip }, ['*.example.com - A 192.0.2.1']],
    [
      'upper case and a trailing dot',
      { ruleHosts: ['Shop.EXAMPLE.com.'], loadBalancer: ip },
      ['shop.example.com - A 192.0.2.1'],
    ],
  ])('%s', (_what, fields, expected, options) => {
    expect(read(anIngress(fields), options)).toEqual(expected);
  });

  test('a host given more than once is claimed once, by its first rule', () => {
    const { claims } = ingressSource().claims(
      anIngress({
        ruleHosts: ['', 'a.example.com', 'A.example.com.'],
        tlsHosts: [['a.example.com']],
        annotations: { hostname: 'a.example.com' },
        loadBalancer: ip,
      }),
      viewOf(),
    );
    expect(claims).toEqual([
      {
        name: 'a.example.com',
        type: 'A',
        targets: ['192.0.2.1'],
        ttl: undefined,
        origin: { object: { kind: 'Ingress', namespace: 'shop', name: 'front' }, rule: 'spec.rules[1].host' },
      },
    ]);
  });
});

describe('targets', () => {
  const ruleHosts = ['a.example.com'];
  test.each<Row>([
    ['an IPv4 address', { loadBalancer: ip }, ['a.example.com - A 192.0.2.1']],
    ['an IPv6 address', { loadBalancer: [{ ip: '2001:DB8::1' }] }, ['a.example.com - AAAA 2001:db8::1']],
    [
      'a host name',
      { loadBalancer: [{ hostname: 'LB.example.net.' }] },
      ['a.example.com - CNAME lb.example.net'],
    ],
    [
      'an address as host name',
      { loadBalancer: [{ hostname: '192.0.2.1' }] },
      ['a.example.com - A 192.0.2.1'],
    ],
    [
      'several, in one order',
      {
        loadBalancer: [{ ip: '192.0.2.9' }, { ip: '2001:db8::1' }, { ip: '192.0.2.10' }, { ip: '192.0.2.9' }],
      },
      ['a.example.com - A 192.0.2.10', 'a.example.com - A 192.0.2.9', 'a.example.com - AAAA 2001:db8::1'],
    ],
    [
      'address and host name of one entry are both claimed (the merge decides)',
      { loadBalancer: [{ ip: '192.0.2.1', hostname: 'lb.example.net' }] },
      ['a.example.com - A 192.0.2.1', 'a.example.com - CNAME lb.example.net'],
    ],
    [
      'the annotation before the status',
      { loadBalancer: ip, annotations: { target: '203.0.113.5,x.example.net' } },
      ['a.example.com - A 203.0.113.5', 'a.example.com - CNAME x.example.net'],
    ],
    ['none yet: pending', {}, ['a.example.com pending']],
    ['an empty entry: pending', { loadBalancer: [{}, { ip: '', hostname: '' }] }, ['a.example.com pending']],
    [
      'a bad annotation does not fall back to the status',
      { loadBalancer: ip, annotations: { target: '999.0.2.1' } },
      ['a.example.com pending', '! SKY_ADDRESS at annotation target'],
    ],
    ['a TTL', { loadBalancer: ip, annotations: { ttl: '10m' } }, ['a.example.com 600 A 192.0.2.1']],
    [
      'a bad TTL',
      { loadBalancer: ip, annotations: { ttl: '0' } },
      ['a.example.com - A 192.0.2.1', '! SKY_TTL at annotation ttl'],
    ],
    [
      'set-identifier',
      { loadBalancer: ip, annotations: { 'set-identifier': 'blue' } },
      ['a.example.com - A 192.0.2.1', '! SKY_ANNOTATION_UNSUPPORTED at annotation set-identifier'],
    ],
  ])('%s', (_what, fields, expected) => {
    expect(read(anIngress({ ruleHosts, ...fields }))).toEqual(expected);
  });
});

describe('which Ingresses', () => {
  const fields = { ruleHosts: ['a.example.com'], loadBalancer: ip };
  const legacy = (name: string) => ({ 'kubernetes.io/ingress.class': name });
  const claimed = ['a.example.com - A 192.0.2.1'];
  test.each<Row>([
    ['any class without filter', { ...fields, className: 'x' }, claimed],
    ['its class', { ...fields, className: 'nginx' }, claimed, { classes: ['traefik', 'nginx'] }],
    ['another class', { ...fields, className: 'x' }, [], { classes: ['nginx'] }],
    ['no class', fields, [], { classes: ['nginx'] }],
    ['the legacy annotation', { ...fields, annotations: legacy('nginx') }, claimed, { classes: ['nginx'] }],
    [
      'the legacy annotation beside an empty class',
      { ...fields, className: '', annotations: legacy('nginx') },
      claimed,
      { classes: ['nginx'] },
    ],
    [
      'the class before the legacy annotation',
      { ...fields, className: 'x', annotations: legacy('nginx') },
      [],
      { classes: ['nginx'] },
    ],
    ['our controller', { ...fields, annotations: { controller: 'dns-controller' } }, claimed],
    ['another controller', { ...fields, annotations: { controller: 'other' } }, []],
    [
      'another annotation prefix',
      { ...fields, annotations: { 'dns.example.com/ttl': '9' } },
      ['a.example.com 9 A 192.0.2.1'],
      { annotationPrefixes: ['dns.example.com/'] },
    ],
  ])('%s', (_what, ingress, expected, options) => {
    expect(read(anIngress(ingress), options)).toEqual(expected);
  });
});

describe('what is bad is told at its place, and keeps nothing else from being published', () => {
  const label64 = 'a'.repeat(64);
  test.each([
    ['a space', 'my shop.example.com', 'SKY_NAME_LABEL'],
    ['an empty label', 'a..example.com', 'SKY_NAME_LABEL'],
    ['a label of 64 octets', `${label64}.example.com`, 'SKY_NAME_LABEL'],
    ['an emoji', '🦊.example.com', 'SKY_NAME_IDN'],
    ['only dots', '..', 'SKY_NAME_LABEL'],
    ['an address', '192.0.2.1', 'SKY_NAME_ADDRESS'],
    ['a URL', 'http://a.example.com/', 'SKY_NAME_LABEL'],
  ])('host: %s', (_what, host, code) => {
    const fields = {
      ruleHosts: [host, 'good.example.com'],
      tlsHosts: [['fine.example.com', host]],
      loadBalancer: ip,
    };
    expect(read(anIngress(fields))).toEqual([
      'fine.example.com - A 192.0.2.1',
      'good.example.com - A 192.0.2.1',
      `! ${code} at spec.rules[0].host`,
      `! ${code} at spec.tls[0].hosts[1]`,
    ]);
  });

  test.each([
    ['IPv4-mapped', '::ffff:192.0.2.7'],
    ['zoned', 'fe80::1%eth0'],
    ['malformed', '192.0.2.256'],
    ['with a port', '192.0.2.1:80'],
    ['a host name', 'lb.example.net'],
  ])('address: %s', (_what, address) => {
    expect(read(anIngress({ ruleHosts: ['a.example.com'], loadBalancer: [{ ip: address }, ...ip] }))).toEqual(
      ['a.example.com - A 192.0.2.1', '! SKY_ADDRESS at status.loadBalancer.ingress[0].ip'],
    );
  });

  test('a CNAME to itself, for that name only', () => {
    const ruleHosts = ['a.example.com', 'LB.example.com'];
    const result = ingressSource().claims(
      anIngress({ ruleHosts, loadBalancer: [{ hostname: 'lb.example.com' }] }),
      viewOf(),
    );
    expect(resultText(result)).toEqual([
      'a.example.com - CNAME lb.example.com',
      'lb.example.com pending',
      '! SKY_CNAME_SELF at spec.rules[1].host',
    ]);
    expect(result.problems[0]).toMatchObject({ name: 'lb.example.com', hint: /another target/ });
  });

  test('a CNAME target that cannot be one', () => {
    const loadBalancer = [{ hostname: 'lb_1!.example.net' }, { hostname: '*.example.net' }];
    expect(read(anIngress({ ruleHosts: ['a.example.com'], loadBalancer }))).toEqual([
      'a.example.com pending',
      '! SKY_NAME_LABEL at status.loadBalancer.ingress[0].hostname',
      '! SKY_TARGET at status.loadBalancer.ingress[1].hostname',
    ]);
  });
});

describe('size', () => {
  test('five thousand host names on one object', () => {
    const names = Array.from({ length: 5000 }, (_, index) => `h${index}.example.com`);
    const ingress = anIngress({ annotations: { hostname: names.join(',') }, loadBalancer: ip });
    const started = performance.now();
    const { claims, problems } = ingressSource().claims(ingress, viewOf());
    expect(performance.now() - started).toBeLessThan(1000);
    expect(problems).toEqual([]);
    expect(new Set(claims.map(({ name }) => name))).toEqual(new Set(names));
  });

  test.each([
    ['one giant host', 'a'.repeat(256 * 1024), ['! SKY_NAME_LONG at annotation hostname']],
    [
      'a hundred thousand empty entries',
      ','.repeat(256 * 1024),
      ['! SKY_LIST_EMPTY_ENTRY at annotation hostname'],
    ],
    [
      'a hundred thousand bad hosts',
      '!,'.repeat(128 * 1024),
      [
        '! SKY_LIST_EMPTY_ENTRY at annotation hostname',
        ...Array.from({ length: 19 }, () => '! SKY_NAME_LABEL at annotation hostname'),
        '! SKY_PROBLEMS_MORE at annotation hostname',
      ],
    ],
  ])('256 KiB: %s: little is said, and nothing else is lost', (_what, hostname, problems) => {
    const ingress = anIngress({ ruleHosts: ['a.example.com'], annotations: { hostname }, loadBalancer: ip });
    const result = ingressSource().claims(ingress, viewOf());
    expect(resultText(result)).toEqual(['a.example.com - A 192.0.2.1', ...problems]);
    expect(JSON.stringify(result).length).toBeLessThan(20_000);
  });
});
