import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Etcd, eventually, provide, startEtcd } from '@skywriter/testbed';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SkywriterProcess } from './skywriter-process.ts';

const component = await provide('etcd');

/** The commands as their users call them, on manifests and a real etcd with mutual TLS. */
describe.skipIf(!component.available)('commands on a live etcd', () => {
  let etcd: Etcd;
  let folder: string;
  let endpoint: string;
  let variables: Record<string, string>;

  beforeAll(async () => {
    etcd = await startEtcd({ tls: 'mutual' });
    const { tls } = etcd;
    if (tls === undefined) throw new Error('etcd has no certificates');
    endpoint = etcd.members.map((member) => member.endpoint).join(',');
    variables = { ETCD_CA_FILE: tls.caFile, ETCD_CERT_FILE: tls.certFile, ETCD_KEY_FILE: tls.keyFile };
  });

  afterAll(() => etcd?.stop());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skywriter-e2e-'));
    await etcd.deletePrefix('/skydns');
    await mkdir(join(folder, 'manifests'));
    await manifest('shop', ['10.0.0.1']);
    await writeFile(join(folder, 'skywriter.yaml'), configuration('test'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  function configuration(owner: string): string {
    const { tls } = etcd;
    return `
owner: ${owner}
manifests: [${folder}/manifests]
sources: [ingress]
outputs:
  - name: cluster
    zones: [cluster.local]
    skydns:
      endpoints: [${endpoint}]
      tls: { ca: ${tls?.caFile}, cert: ${tls?.certFile}, key: ${tls?.keyFile} }
metrics: { listen: 127.0.0.1:0 }
log: { format: json }
`;
  }

  async function manifest(name: string, addresses: readonly string[]): Promise<void> {
    const object = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, namespace: 'default' },
      spec: { rules: [{ host: `${name}.cluster.local` }] },
      status: { loadBalancer: { ingress: addresses.map((ip) => ({ ip })) } },
    };
    const aside = join(folder, `${name}.tmp`);
    await writeFile(aside, JSON.stringify(object));
    await rename(aside, join(folder, 'manifests', `${name}.json`));
  }

  /** Runs a command to its end. */
  async function command(...words: string[]): Promise<{ code: number | null; output: string }> {
    const process = new SkywriterProcess(words, variables);
    await eventually(() => !process.running, { within: 30_000, what: `the end of ${words[0]}` });
    return { code: await process.stop(), output: process.output };
  }

  const config = () => ['--config', join(folder, 'skywriter.yaml')];

  async function withRun<T>(action: (run: SkywriterProcess) => Promise<T>): Promise<T> {
    const run = new SkywriterProcess(['run', ...config()]);
    try {
      await run.says(/in step/);
      return await action(run);
    } finally {
      expect(await run.stop()).toBe(0);
    }
  }

  test('plan tells what run would do, and nothing once it is done', async () => {
    const before = await command('plan', ...config());
    expect(before).toMatchObject({ code: 2, output: expect.stringContaining('+ shop.cluster.local') });
    expect(await etcd.list('/skydns')).toEqual([]);
    await withRun(async () => {
      const after = await command('plan', ...config(), '--json');
      expect(after.code).toBe(0);
    });
    await manifest('shop', ['10.0.0.2']);
    const change = await command('plan', ...config());
    expect(change).toMatchObject({
      code: 2,
      output: expect.stringMatching(/~ shop\.cluster\.local.*10\.0\.0\.1.*10\.0\.0\.2/s),
    });
  });

  test('answer says what CoreDNS would, and lint what it could not', async () => {
    await withRun(async () => {
      const words = ['--etcd', endpoint, '--zone', 'cluster.local'];
      const answer = await command('answer', ...words, 'shop.cluster.local', 'A', '--json');
      expect(answer.code).toBe(0);
      expect(JSON.parse(answer.output)).toMatchObject({
        rcode: 'NOERROR',
        aa: true,
        tc: false,
        answer: [{ name: 'shop.cluster.local.', type: 'A', ttl: 300, rdata: '10.0.0.1' }],
      });
      expect((await command('lint', ...words)).code).toBe(0);
      await etcd.put('/skydns/local/cluster/bad', 'no json');
      const lint = await command('lint', ...words);
      expect(lint.output).toContain('SKY_LINT_');
      expect(lint.output).toContain('/skydns/local/cluster/bad');
    });
  });

  test('a manifest that changes, comes or goes is in etcd at once', async () => {
    await withRun(async () => {
      await manifest('shop', ['10.0.0.7']);
      await manifest('more', ['10.0.0.8']);
      await eventually(async () => {
        const values = (await etcd.list('/skydns')).map(({ value }) => value).join();
        expect(values).toContain('10.0.0.7');
        expect(values).toContain('10.0.0.8');
        expect(values).not.toContain('10.0.0.1');
      });
      await rm(join(folder, 'manifests/more.json'));
      await eventually(async () =>
        expect(JSON.stringify(await etcd.list('/skydns'))).not.toContain('10.0.0.8'),
      );
    });
  });

  test('a configuration is reloaded through the swap of a ConfigMap', async () => {
    const volume = join(folder, 'volume');
    const put = async (version: string, text: string) => {
      await mkdir(join(volume, version), { recursive: true });
      await writeFile(join(volume, version, 'skywriter.yaml'), text);
      await symlink(version, join(volume, '..data_tmp'));
      await rename(join(volume, '..data_tmp'), join(volume, '..data'));
    };
    await put('..v1', configuration('test'));
    await symlink(join('..data', 'skywriter.yaml'), join(volume, 'skywriter.yaml'));
    const run = new SkywriterProcess(['run', '--config', join(volume, 'skywriter.yaml')]);
    try {
      await run.says(/in step/);
      await put(
        '..v2',
        configuration('test').replace('zones: [cluster.local]', 'zones: [cluster.local]\n    ttl: 42'),
      );
      await eventually(async () =>
        expect(JSON.stringify(await etcd.list('/skydns'))).toContain('\\"ttl\\":42'),
      );
      await put('..v3', 'owner: [');
      await run.says(/configuration not taken over/);
      expect(JSON.stringify(await etcd.list('/skydns'))).toContain('\\"ttl\\":42');
    } finally {
      expect(await run.stop()).toBe(0);
    }
  });

  test('a mass deletion stops, and passes when it is let', async () => {
    for (let index = 0; index < 30; index += 1) await manifest(`n${index}`, ['10.1.0.1']);
    await withRun(async (run) => {
      const records = async () =>
        (await etcd.list('/skydns')).filter(({ value }) => value.includes('10.1.0.1')).length;
      expect(await records()).toBe(30);
      // All at once, as by a mistake: the folder is exchanged.
      await mkdir(join(folder, 'empty'));
      await cp(join(folder, 'manifests/shop.json'), join(folder, 'empty/shop.json'));
      await rename(join(folder, 'manifests'), join(folder, 'old'));
      await rename(join(folder, 'empty'), join(folder, 'manifests'));
      await run.says(/SKY_MASS_DELETION/);
      expect(await records()).toBe(30);
      await writeFile(
        join(folder, 'skywriter.yaml'),
        `${configuration('test')}guards: { massDeletion: { share: 1 } }\n`,
      );
      await eventually(async () => expect(await records()).toBe(0));
      expect(JSON.stringify(await etcd.list('/skydns'))).toContain('10.0.0.1');
    });
  });

  test('a wrong certificate and an absent server are told, and end nothing', async () => {
    await rm(join(folder, 'wrong'), { recursive: true, force: true });
    const other = await startEtcd({ tls: 'mutual' });
    try {
      const wrong = configuration('test').replaceAll(etcd.tls?.caFile ?? '', other.tls?.caFile ?? '');
      await writeFile(join(folder, 'skywriter.yaml'), wrong);
      const run = new SkywriterProcess(['run', ...config()]);
      try {
        await run.says(/SKY_ETCD_/);
        expect(run.running).toBe(true);
        await writeFile(join(folder, 'skywriter.yaml'), configuration('test'));
        await run.says(/in step/);
      } finally {
        expect(await run.stop()).toBe(0);
      }
    } finally {
      await other.stop();
    }
  });
});
