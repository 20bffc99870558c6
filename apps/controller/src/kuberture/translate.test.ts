import { expect, test } from 'vitest';
import { findings } from '../config/rules.ts';
import { readKubertureFile } from './read.ts';
import { translate } from './translate.ts';

const given = { instance: 'edge', namespace: 'cozy-kuberture', leaderElect: true };

function translated(text: string) {
  const result = readKubertureFile(text, 'c.yaml');
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return translate(result.file, given);
}

test('little is said in the file, and everything follows', () => {
  const { written } = translated('outputs: [{ name: api, hostname: [api.example.com], serviceName: svc }]');
  expect(written).toEqual({
    owner: 'edge',
    kubernetes: { namespaces: ['default'] },
    sources: [
      {
        endpointslice: {
          records: [
            {
              name: 'api',
              hostnames: ['api.example.com'],
              service: { namespace: 'default', name: 'kubernetes' },
              addressSource: 'endpointslice',
              addressType: 'IPv4',
              ttl: 60,
              outputs: ['api'],
            },
          ],
        },
      },
    ],
    outputs: [
      {
        name: 'api',
        services: {
          namespace: 'cozy-kuberture',
          // kuberture's default prefix is one that ExternalDNS since 0.22 does not read.
          annotationPrefixes: ['external-dns'],
          records: [{ serviceName: 'svc', hostnames: ['api.example.com'] }],
          adoptLabels: { 'app.kubernetes.io/managed-by': 'kuberture', 'kuberture/instance': 'edge' },
          prune: true,
        },
      },
    ],
    leaderElection: { lease: 'edge-leader', namespace: 'cozy-kuberture' },
    metrics: { listen: ':8080', kuberture: true },
    health: { listen: ':8081' },
    log: { level: 'info', format: 'json' },
  });
});

test('what the file says is taken over', () => {
  const { configuration } = translated(`
source: { namespace: kube-system, serviceName: apiserver }
metricsBindAddress: 127.0.0.1:9090
healthProbeBindAddress: "0"
logLevel: debug
outputs:
  - { name: "a b", hostname: [x.com, "*.X.com."], serviceName: s1, annotationPrefix: in.io/, recordTTL: 0, addressSource: node-public, addressType: IPv6 }
  - { name: a-b, hostname: [x.com], serviceName: s2 }
`);
  expect(configuration).toMatchObject({
    kubernetes: { namespaces: ['kube-system'] },
    sources: [
      {
        options: {
          records: [
            {
              name: 'a b',
              hostnames: ['x.com', '*.x.com'],
              service: { namespace: 'kube-system', name: 'apiserver' },
              addressSource: 'node-public',
              addressType: 'IPv6',
              ttl: 0,
              outputs: ['a-b'],
            },
            { outputs: ['a-b-2'] },
          ],
        },
      },
    ],
    outputs: [
      { name: 'a-b', services: { annotationPrefixes: ['in.io/'] } },
      { name: 'a-b-2', services: { annotationPrefixes: ['external-dns'] } },
    ],
    metrics: { listen: { host: '127.0.0.1', port: 9090 } },
    log: { level: 'debug' },
  });
  expect(configuration.health).toBeUndefined();
});

test('what comes out breaks none of our own rules', () => {
  const { written } = translated(`
outputs:
  - { name: public, hostname: [api.example.com], serviceName: kuberture-public, recordTTL: 0 }
  - { name: internal, hostname: [api.example.com], serviceName: kuberture-internal, annotationPrefix: internal-dns.example.com/ }
`);
  expect(findings(written)).toEqual([]);
});
