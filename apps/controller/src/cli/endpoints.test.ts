import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from './testing.ts';

const configuration = `owner: o
manifests: [objects.yaml]
sources:
  - endpointslice:
      records:
        - { hostnames: [api.example.com], ttl: 60 }
        - { hostnames: [nodes.example.com], addressSource: node-internal, addressType: both }
outputs: [{ name: lan, zones: [example.com], dns: { listen: ["127.0.0.1:0"] } }]
`;

const objects = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: kubernetes, namespace: default, labels: { kubernetes.io/service-name: kubernetes } }
addressType: IPv4
endpoints:
  - { addresses: [172.18.0.2] }
  - { addresses: [172.18.0.3], conditions: { ready: false } }
---
apiVersion: v1
kind: Node
metadata: { name: cp-1 }
status: { addresses: [{ type: InternalIP, address: 172.18.0.2 }, { type: InternalIP, address: "fd00::2" }] }
`;

test('the endpoints of the API server have the names that the file gives them, and what is left out is told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skywriter-'));
  const config = ['--config', join(folder, 'skywriter.yaml')];
  await writeFile(join(folder, 'skywriter.yaml'), configuration);
  await writeFile(join(folder, 'objects.yaml'), objects);

  const plan = await runCommand(['plan', ...config]);
  expect(plan.out).toMatch(
    /\+ api\.example\.com +A +172\.18\.0\.2 \(60 s\) +Service\/default\/kubernetes record api/,
  );
  expect(plan.out).toMatch(/\+ nodes\.example\.com +AAAA +fd00::2/);
  expect(plan.out).toContain('172.18.0.3 is left out: its endpoint is not ready.');

  const check = await runCommand(['check', ...config, '--json']);
  expect(check.code).toBe(0);
  expect(JSON.parse(check.out)).toMatchObject({
    names: 2,
    problems: [],
    leftOut: [
      {
        at: 'Service/default/kubernetes EndpointSlice kubernetes endpoints[1]',
        code: 'SKY_ENDPOINT_NOT_READY',
      },
    ],
  });
});
