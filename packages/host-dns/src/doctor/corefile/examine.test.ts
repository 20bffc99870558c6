import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { examineCorefile } from './examine.ts';

const kubeadm = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`;
const etcd = `    etcd cluster.local {
        path /skydns
        endpoint https://172.19.1.100:2379
        tls /etc/kubernetes/pki/etcd-client/tls.crt /etc/kubernetes/pki/etcd-client/tls.key /etc/kubernetes/pki/etcd-ca/tls.crt
    }
`;
const hosts = '    hosts {\n         172.19.1.100 k2s.cluster.local\n         fallthrough\n    }\n';
const k2s = kubeadm
  .replace('fallthrough in-addr.arpa ip6.arpa', 'fallthrough')
  .replace('    prometheus', `${etcd}    prometheus`)
  .replace('    cache 30', `${hosts}    cache 30`)
  .replace('forward . /etc/resolv.conf', 'forward . 172.20.0.1');
/** What K2s puts back after an upgrade, and nothing else. */
const upgraded = kubeadm.replace('    prometheus', `${etcd}    prometheus`);

function severities(text: string, domain?: string) {
  return Object.fromEntries(
    examineCorefile(text, domain).map(({ check, severity }) => [check.replace('corefile-', ''), severity]),
  );
}

const whole = { etcd: 'ok', kubernetes: 'ok', hosts: 'ok', forward: 'ok' };

test.each<[string, string, object]>([
  ["K2s's", k2s, whole],
  ["kubeadm's", kubeadm, { etcd: 'error', kubernetes: 'error', hosts: 'warning', forward: 'warning' }],
  [
    "K2s's after an upgrade",
    upgraded,
    { etcd: 'ok', kubernetes: 'error', hosts: 'warning', forward: 'warning' },
  ],
  ['with Windows line ends', k2s.replaceAll('\n', '\r\n'), whole],
  ['with comments', k2s.replaceAll(/^ {4}(\w)/gm, '    # a comment with { and "\n    $1'), whole],
  ['without names for etcd', k2s.replace('etcd cluster.local', 'etcd'), whole],
  [
    'etcd for another zone',
    k2s.replace('etcd cluster.local', 'etcd example.org'),
    { ...whole, etcd: 'error' },
  ],
  ['etcd without certificates', k2s.replace(/ {8}tls .*\n/, ''), { ...whole, etcd: 'error' }],
  ['etcd without endpoint', k2s.replace(/ {8}endpoint .*\n/, ''), { ...whole, etcd: 'error' }],
  ['etcd without encryption', k2s.replace(/ {8}tls .*\n/, '').replace('https:', 'http:'), whole],
  ['hosts that ends it all', k2s.replace(/ {9}fallthrough\n/, ''), { ...whole, hosts: 'error' }],
  ['a file of hosts', k2s.replace('hosts {', 'hosts /etc/coredns/NodeHosts {'), whole],
  [
    'fallthrough for the zone',
    k2s.replace('fallthrough\n       ttl', 'fallthrough local\n       ttl'),
    whole,
  ],
  ['no forward', k2s.replace(/ {4}forward [^}]*}\n/, ''), { ...whole, forward: 'warning' }],
  ['another block before', `example.org:53 {\n  whoami\n}\n${k2s}`, whole],
  [
    'a narrower block',
    `${k2s}\ncluster.local. {\n  kubernetes\n}\n`,
    { etcd: 'error', kubernetes: 'error', hosts: 'warning', forward: 'warning' },
  ],
  ['a snippet', `(common) {\n  errors\n}\n${k2s}`, whole],
])('%s', (_, text, expected) => {
  expect(severities(text)).toEqual(expected);
});

describe('what is no Corefile', () => {
  test.each([
    ['a ConfigMap', `apiVersion: v1\ndata:\n  Corefile: |\n    ${k2s}`],
    ['an open brace', k2s.replace(/}\n$/, '')],
    ['a brace too many', `${k2s}}\n`],
    ['another domain only', k2s.replace('.:53', 'example.org:53')],
    ['nothing', ''],
  ])('%s', (_, text) => {
    expect(severities(text)).toEqual({ corefile: 'error' });
  });
});

test('whatever is given, it is told of, each thing with what to do', () => {
  const pieces = fc.constantFrom('.:53', '{', '}', '\n', ' ', 'etcd', 'hosts', '"', '#', 'fallthrough', '/');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((all) => all.join('')),
      ),
      (text) => {
        const findings = examineCorefile(text);
        expect(findings.length).toBeGreaterThan(0);
        for (const { severity, fix } of findings) expect(fix === '').toBe(severity === 'ok');
      },
    ),
  );
});
