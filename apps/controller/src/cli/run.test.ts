import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dnsQuery, eventually } from '@skywriter/testbed';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SkywriterProcess } from '../e2e/skywriter-process.ts';

const example = join(import.meta.dirname, '../../../../examples/k2s');

/** The example as `npm start` runs it, on ports that the system chooses. */
describe('run', () => {
  let folder = '';
  let skywriter: SkywriterProcess;

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'skywriter-')), 'k2s');
    await cp(example, folder, { recursive: true });
    await edit('skywriter.yaml', '127.0.0.1:5300', '127.0.0.1:0');
    await edit('skywriter.yaml', '127.0.0.1:7979', '127.0.0.1:0');
    skywriter = new SkywriterProcess(['run', '--config', join(folder, 'skywriter.yaml')]);
  });
  afterEach(() => skywriter.stop('SIGKILL'));

  async function edit(file: string, from: string, to: string): Promise<void> {
    const path = join(folder, file);
    const content = await readFile(path, 'utf8');
    expect(content).toContain(from);
    await writeFile(path, content.replaceAll(from, to));
  }

  async function ports(): Promise<{ dns: number; http: number }> {
    const [, dns] = await skywriter.says(/dig @127\.0\.0\.1 -p (\d+) shop\.k2s\.cluster\.local/);
    const [, http] = await skywriter.says(/http:\/\/127\.0\.0\.1:(\d+)\/readyz/);
    return { dns: Number(dns), http: Number(http) };
  }

  async function ask(port: number, name: string, options: { type?: string; tcp?: boolean } = {}) {
    const { rcode, answer } = await dnsQuery({ port, name, ...options });
    return [rcode, ...answer.map(({ ttl, rdata }) => `${ttl} ${rdata}`)];
  }

  test('serves what it printed, over UDP and TCP, and follows an edited manifest', async () => {
    const { dns, http } = await ports();
    for (const tcp of [false, true]) {
      expect(await ask(dns, 'shop.k2s.cluster.local', { tcp })).toEqual(['NOERROR', '30 172.19.1.100']);
    }
    expect(await ask(dns, 'nobody.k2s.cluster.local')).toEqual(['NXDOMAIN']);
    expect((await fetch(`http://127.0.0.1:${http}/readyz`)).status).toBe(200);
    await edit('manifests/shop.yaml', '172.19.1.100', '172.19.1.77');
    await eventually(async () =>
      expect(await ask(dns, 'shop.k2s.cluster.local')).toEqual(['NOERROR', '30 172.19.1.77']),
    );
  });

  test('takes over a changed configuration, and keeps it when the next one is wrong', async () => {
    const { http } = await ports();
    await edit('skywriter.yaml', 'ttl: 30', 'ttl: 40');
    await skywriter.says(/configuration changed: output k2s changed/);
    await edit('skywriter.yaml', 'ttl: 40', 'tttl: 50');
    await skywriter.says(
      /skywriter\.yaml:\d+:\d+: The key `tttl` in `outputs\[0\]\.dns` is unknown\. Did you mean `ttl`\?/,
    );
    const readiness = await fetch(`http://127.0.0.1:${http}/readyz`);
    expect(readiness.status).toBe(200);
    expect(await readiness.json()).toMatchObject({ warnings: [{ what: 'configuration' }] });
    await edit('skywriter.yaml', 'tttl: 50', 'ttl: 60');
    await skywriter.says(/configuration changed: [\s\S]*configuration changed: output k2s changed/);
  });

  test('starts the way of the data anew when sources change', async () => {
    const { dns } = await ports();
    expect(await ask(dns, 'registry.k2s.cluster.local')).toEqual(['NOERROR', '30 172.19.1.101']);
    // The port is named now, so that it is the same afterwards.
    await edit('skywriter.yaml', '"127.0.0.1:0"', `"127.0.0.1:${dns}"`);
    await edit('skywriter.yaml', '  - service: { publishInternal: true }\n', '');
    await skywriter.says(/configuration changed: objects and sources start anew/);
    await eventually(async () => expect(await ask(dns, 'registry.k2s.cluster.local')).toEqual(['NXDOMAIN']));
    expect(await ask(dns, 'shop.k2s.cluster.local')).toEqual(['NOERROR', '30 172.19.1.100']);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly on %s', async (signal) => {
    await ports();
    expect(await skywriter.stop(signal)).toBe(0);
    expect(skywriter.output).toContain('stopped');
  });

  test('starts with a broken manifest, and nothing is lost by it', async () => {
    await ports();
    await edit('manifests/shop.yaml', 'spec:', 'spec: [');
    const { dns } = await ports();
    await skywriter.says(/shop\.yaml:\d+: This is not valid YAML/);
    expect(await ask(dns, 'shop.k2s.cluster.local')).toEqual(['NOERROR', '30 172.19.1.100']);
    expect(await ask(dns, 'registry.k2s.cluster.local')).toEqual(['NOERROR', '30 172.19.1.101']);
  });
});

test('a taken port is said, waited for, and ends nothing', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'skywriter-')), 'k2s');
  await cp(example, folder, { recursive: true });
  const content = await readFile(join(folder, 'skywriter.yaml'), 'utf8');
  const file = join(folder, 'skywriter.yaml');
  await writeFile(
    file,
    content.replace('127.0.0.1:5300', '127.0.0.1:0').replace('127.0.0.1:7979', '127.0.0.1:0'),
  );
  const first = new SkywriterProcess(['run', '--config', file]);
  try {
    const [, dns] = await first.says(/dig @127\.0\.0\.1 -p (\d+)/);
    const [, http] = await first.says(/127\.0\.0\.1:(\d+)\/readyz/);
    await writeFile(
      file,
      content.replace('127.0.0.1:5300', `127.0.0.1:${dns}`).replace('127.0.0.1:7979', `127.0.0.1:${http}`),
    );
    const copy = join(folder, 'second.yaml');
    await cp(file, copy);
    const second = new SkywriterProcess(['run', '--config', copy]);
    try {
      await second.says(/SKY_DNS_LISTEN/);
      await second.says(/SKY_HTTP_LISTEN/);
      expect(second.running).toBe(true);
    } finally {
      expect(await second.stop()).toBe(0);
    }
  } finally {
    await first.stop();
  }
});
