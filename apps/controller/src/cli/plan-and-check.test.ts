import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from './testing.ts';

const example = fileURLToPath(new URL('../../../../examples/k2s', import.meta.url));

const bad = `apiVersion: v1
kind: Service
metadata:
  name: bad
  namespace: shop
  annotations:
    external-dns.kubernetes.io/hostname: "a..b,x.svc.cluster.local,good.cluster.local"
    external-dns.kubernetes.io/ttl: abc
spec: { type: LoadBalancer }
status: { loadBalancer: { ingress: [{ ip: 10.0.0.1 }] } }
---
kind: [
`;

describe('plan and check', () => {
  let folder = '';
  let config: string[] = [];
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'skywriter-')), 'k2s');
    await cp(example, folder, { recursive: true });
    config = ['--config', join(folder, 'skywriter.yaml')];
  });

  test('the example plans what it will serve, without its port', async () => {
    const { code, out } = await runCommand(['plan', ...config]);
    expect(out).toContain('+ shop.k2s.cluster.local       A      172.19.1.100 (30 s)');
    expect(out).toContain('Plan: 7 to add.');
    expect(code).toBe(2);
  });

  test('a plan is JSON on demand', async () => {
    const { code, out } = await runCommand(['plan', ...config, '--json']);
    expect(JSON.parse(out)).toMatchObject({
      pending: true,
      outputs: [{ output: 'k2s', summary: { create: 7 } }],
    });
    expect(code).toBe(2);
  });

  test('the example is sound', async () => {
    const { code, out, err } = await runCommand(['check', ...config]);
    expect(out).toContain('nothing is wrong with its manifests: 6 names.');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('each object’s problems are told at their place, and the rest stands', async () => {
    await writeFile(join(folder, 'manifests', 'bad.yaml'), bad);
    const { code, out } = await runCommand(['check', ...config, '--json']);
    const { problems, names } = JSON.parse(out);
    expect(problems.map(({ at, code: problem }: { at: string; code: string }) => `${at} ${problem}`)).toEqual(
      [
        `${folder}/manifests/bad.yaml SKY_MANIFEST_DOCUMENT`,
        'Service/shop/bad annotation hostname SKY_NAME_LABEL',
        'Service/shop/bad annotation hostname SKY_NAME_RESERVED',
        'Service/shop/bad annotation ttl SKY_TTL',
      ].sort(),
    );
    expect(names).toBe(8);
    expect(code).toBe(1);
    expect((await runCommand(['check', ...config])).out).toContain('bad.yaml:13: This is not valid YAML');
    expect((await runCommand(['plan', ...config])).out).toContain('+ good.cluster.local');
  });

  test('a plan that cannot be made says what is missing', async () => {
    await writeFile(
      join(folder, 'skywriter.yaml'),
      `owner: o
kubernetes: { kubeconfig: nowhere.yaml }
sources: [ingress]
outputs: [{ name: a, zones: [a.b], skydns: { endpoints: ["http://127.0.0.1:1"] } }]
`,
    );
    const { code, err } = await runCommand(['plan', ...config, '--timeout', '0.3']);
    expect(err).toContain('objects of kind Ingress');
    expect(err).toContain('output a');
    expect(code).toBe(1);
  });
});
