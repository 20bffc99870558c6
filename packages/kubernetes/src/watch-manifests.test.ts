import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, systemClock } from '@skywriter/testbed';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordingStore } from './fixtures/recording-store.ts';
import { type ManifestOptions, type ManifestWatch, watchManifests } from './watch-manifests.ts';

const ingress = (name: string, host = `${name}.example`) => `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
spec:
  rules:
  - host: ${host}
`;

let folder: string;
let watch: ManifestWatch | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skywriter-manifests-'));
});

afterEach(async () => {
  await watch?.stop();
  watch = undefined;
  await rm(folder, { recursive: true, force: true });
});

const write = (path: string, text: string) => writeFile(join(folder, path), text);

async function start(options: Partial<ManifestOptions> = {}) {
  const recording = recordingStore(systemClock);
  const started = watchManifests({
    paths: [folder],
    store: recording.store,
    clock: systemClock,
    // No test may pass because of the look-through that is there for when watching fails.
    timing: { rescan: 600_000, ...options.timing },
    ...options,
  });
  watch = started;
  await started.firstRead;
  const hosts = () => [...recording.store.all('Ingress')].flatMap(({ ruleHosts }) => ruleHosts).sort();
  const codes = () => started.state.problems.map(({ code }) => code);
  return { ...recording, hosts, codes, state: () => started.state };
}

const until = (check: () => void) => eventually(check, { every: 5 });

it('a field that is kept for templates makes a change', async () => {
  const service = (address: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {loadBalancerIP: ${address}}\n`;
  await write('web.yaml', service('192.0.2.1'));
  const { log, store } = await start({ fields: { Service: [['spec', 'loadBalancerIP']] } });
  await write('web.yaml', service('192.0.2.2'));
  await until(() => expect(log.at(-1)).toBe('~web'));
  expect(store.get('Service', 'default', 'web')?.fields).toStrictEqual({
    spec: { loadBalancerIP: '192.0.2.2' },
  });
});

describe('what is read', () => {
  it('is every manifest in all folders, once, before it calls itself synced', async () => {
    await mkdir(join(folder, 'deep/er'), { recursive: true });
    await write('a.yaml', ingress('a'));
    await write('deep/b.yml', `${ingress('b')}---\napiVersion: v1\nkind: Secret\n`);
    await write(
      'deep/er/c.json',
      JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'c' } }),
    );
    await write('notes.txt', ingress('not'));
    await write('.hidden.yaml', ingress('hidden'));
    const { log, state, store } = await start();
    expect(log).toStrictEqual([
      '+a',
      '+b',
      'synced Ingress',
      '+c',
      'synced Service',
      'synced EndpointSlice',
      'synced Node',
      'synced Pod',
      'synced HostAddress',
    ]);
    expect(state()).toStrictEqual({ files: 3, objects: 3, ignored: 1, problems: [] });
    expect(store.get('Ingress', 'default', 'a')?.metadata.createdAt).toBeUndefined();
  });

  it('is a single file, also through a link', async () => {
    await mkdir(join(folder, 'real'));
    await write('real/a.yaml', ingress('a'));
    await symlink('real/a.yaml', join(folder, 'link.yaml'));
    const { hosts } = await start({ paths: [`${folder}//link.yaml`] });
    expect(hosts()).toStrictEqual(['a.example']);
    await write('real/a.yaml', ingress('a', 'new.example'));
    await until(() => expect(hosts()).toStrictEqual(['new.example']));
  });

  it('ends with folders that link to themselves', async () => {
    await write('a.yaml', ingress('a'));
    await symlink('.', join(folder, 'loop'));
    expect((await start()).hosts()).toStrictEqual(['a.example']);
  });
});

describe('changes', () => {
  it('shows an edit, and nothing of what did not change', async () => {
    await write('a.yaml', ingress('a') + ingress('b'));
    const { log, hosts } = await start();
    log.length = 0;
    await write('a.yaml', ingress('a', 'new.example') + ingress('b'));
    await until(() => expect(hosts()).toStrictEqual(['b.example', 'new.example']));
    expect(log).toStrictEqual(['~a']);
  });

  it('survives an editor that renames over the file', async () => {
    await write('a.yaml', ingress('a'));
    const { log, hosts } = await start();
    for (const round of ['one', 'two', 'three']) {
      await write('a.yaml.swp', ingress('a', `${round}.example`));
      await rename(join(folder, 'a.yaml.swp'), join(folder, 'a.yaml'));
      await until(() => expect(hosts()).toStrictEqual([`${round}.example`]));
    }
    expect(log.filter((line) => line.startsWith('-'))).toStrictEqual([]);
  });

  it('survives an editor that deletes, or truncates, before it writes', async () => {
    await write('a.yaml', ingress('a') + ingress('b'));
    const { log, hosts, state } = await start({ timing: { rescan: 600_000, patience: 60_000 } });
    await unlink(join(folder, 'a.yaml'));
    await until(() => expect(state().files).toBe(0));
    await write('a.yaml', '');
    await until(() => expect(state().files).toBe(1));
    expect(hosts()).toStrictEqual(['a.example', 'b.example']);
    await write('a.yaml', ingress('a', 'new.example') + ingress('b'));
    await until(() => expect(hosts()).toStrictEqual(['b.example', 'new.example']));
    expect(log.filter((line) => line.startsWith('-'))).toStrictEqual([]);
  });

  it('believes a deleted file, a deleted document and a deleted folder', async () => {
    await mkdir(join(folder, 'sub'));
    await write('a.yaml', ingress('a'));
    await write('b.yaml', ingress('b') + ingress('c'));
    await write('sub/d.yaml', ingress('d'));
    const { hosts, state } = await start();
    await unlink(join(folder, 'a.yaml'));
    await write('b.yaml', ingress('c'));
    await rm(join(folder, 'sub'), { recursive: true });
    await until(() => expect(hosts()).toStrictEqual(['c.example']));
    expect(state()).toStrictEqual({ files: 1, objects: 1, ignored: 0, problems: [] });
  });

  it('moves a document to another file without a gap', async () => {
    await write('a.yaml', ingress('a') + ingress('b'));
    const { log, state, hosts } = await start();
    log.length = 0;
    await write('b.yaml', ingress('b'));
    await write('a.yaml', ingress('a'));
    await write('c.yaml', ingress('c'));
    await until(() => expect(state().files).toBe(3));
    await until(() => expect(state().problems).toStrictEqual([]));
    expect(hosts()).toStrictEqual(['a.example', 'b.example', 'c.example']);
    expect(log).toStrictEqual(['+c']);
  });

  it('follows new folders, and one that is replaced', async () => {
    const { hosts } = await start();
    await mkdir(join(folder, 'sub/deep'), { recursive: true });
    await write('sub/deep/a.yaml', ingress('a'));
    await until(() => expect(hosts()).toStrictEqual(['a.example']));
    await rename(join(folder, 'sub'), join(folder, 'old'));
    await rm(join(folder, 'old'), { recursive: true });
    await mkdir(join(folder, 'sub/deep'), { recursive: true });
    await write('sub/deep/a.yaml', ingress('a', 'new.example'));
    await until(() => expect(hosts()).toStrictEqual(['new.example']));
    await write('sub/deep/a.yaml', ingress('a', 'newer.example'));
    await until(() => expect(hosts()).toStrictEqual(['newer.example']));
  });

  it('follows a mounted ConfigMap, which is swapped through ..data', async () => {
    for (const version of ['1', '2']) {
      await mkdir(join(folder, `..v${version}`));
      await write(`..v${version}/a.yaml`, ingress('a', `v${version}.example`));
    }
    await symlink('..v1', join(folder, '..data'));
    await symlink('..data/a.yaml', join(folder, 'a.yaml'));
    const { hosts, log, state } = await start();
    expect(hosts()).toStrictEqual(['v1.example']);
    expect(state().files).toBe(1);
    await symlink('..v2', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    await until(() => expect(hosts()).toStrictEqual(['v2.example']));
    expect(log.slice(-1)).toStrictEqual(['~a']);
  });

  it('sees a change that nothing told it of', async () => {
    const { hosts, codes } = await start({ paths: [join(folder, 'later')], timing: { rescan: 20 } });
    expect(codes()).toStrictEqual(['SKY_MANIFEST_UNREADABLE']);
    await mkdir(join(folder, 'later'));
    await write('later/a.yaml', ingress('a'));
    await until(() => expect(hosts()).toStrictEqual(['a.example']));
    await until(() => expect(codes()).toStrictEqual([]));
  });
});

describe('faults', () => {
  it('keeps the last good objects of a file with a malformed document, and reads the rest', async () => {
    await write('a.yaml', ingress('a') + ingress('b'));
    const { hosts, state } = await start({ timing: { rescan: 600_000, patience: 1 } });
    await write('a.yaml', `---\nkind: "\n${ingress('b', 'new.example')}${ingress('c')}`);
    await until(() => expect(hosts()).toStrictEqual(['a.example', 'c.example', 'new.example']));
    expect(state().problems).toMatchObject([
      {
        code: 'SKY_MANIFEST_DOCUMENT',
        file: join(folder, 'a.yaml'),
        message: expect.stringContaining('a.yaml:'),
      },
    ]);
    await write('a.yaml', ingress('b', 'new.example'));
    await until(() => expect(hosts()).toStrictEqual(['new.example']));
    expect(state().problems).toStrictEqual([]);
  });

  it('keeps only the object with the wrong field, and believes that others went', async () => {
    await write('a.yaml', ingress('a') + ingress('b') + ingress('c'));
    const { hosts, codes } = await start();
    await write('a.yaml', ingress('a', '7') + ingress('b'));
    await until(() => expect(codes()).toStrictEqual(['SKY_OBJECT_FIELD']));
    await until(() => expect(hosts()).toStrictEqual(['a.example', 'b.example']));
  });

  it('holds everything when the folder is gone, and goes on when it is back', async () => {
    await mkdir(join(folder, 'mount'));
    await write('mount/a.yaml', ingress('a'));
    const timing = { rescan: 20, patience: 1 };
    const { hosts, codes, log } = await start({ paths: [join(folder, 'mount')], timing });
    await rename(join(folder, 'mount'), join(folder, 'away'));
    await until(() => expect(codes()).toStrictEqual(['SKY_MANIFEST_UNREADABLE']));
    expect(hosts()).toStrictEqual(['a.example']);
    await mkdir(join(folder, 'mount'));
    await write('mount/a.yaml', ingress('a', 'new.example'));
    await until(() => expect(hosts()).toStrictEqual(['new.example']));
    expect(codes()).toStrictEqual([]);
    expect(log.slice(-1)).toStrictEqual(['~a']);
  });

  it('holds what it cannot read', async () => {
    await mkdir(join(folder, 'sub'));
    await write('sub/a.yaml', ingress('a'));
    await write('b.yaml', ingress('b'));
    const { hosts, codes } = await start({ timing: { rescan: 20, patience: 1 } });
    // Links to themselves: unlike permissions, they also stop root.
    for (const name of ['sub', 'b.yaml']) {
      await rename(join(folder, name), join(folder, `.${name}`));
      await symlink(name, join(folder, name));
    }
    await until(() => expect(codes()).toStrictEqual(['SKY_MANIFEST_UNREADABLE', 'SKY_MANIFEST_UNREADABLE']));
    expect(hosts()).toStrictEqual(['a.example', 'b.example']);
    for (const name of ['sub', 'b.yaml']) await unlink(join(folder, name));
    await until(() => expect([codes(), hosts()]).toStrictEqual([[], []]));
  });

  it('is not synced before it has seen everything', async () => {
    await write('a.yaml', `${ingress('a', '7')}${ingress('b')}`);
    await write('absent.yaml', '');
    const { store } = await start();
    expect([store.synced('Ingress'), store.synced('Service')]).toStrictEqual([false, true]);
    await write('a.yaml', ingress('a'));
    await until(() => expect(store.synced('Ingress')).toBe(true));
  });

  it('says that a configured file is missing, and is not synced without it', async () => {
    const path = join(folder, 'a.yaml');
    const { store, codes, hosts } = await start({ paths: [path] });
    expect(codes()).toStrictEqual(['SKY_MANIFEST_ABSENT']);
    expect(store.synced('Ingress')).toBe(false);
    await writeFile(path, ingress('a'));
    await until(() => expect(hosts()).toStrictEqual(['a.example']));
    expect(store.synced('Ingress')).toBe(true);
    await unlink(path);
    await until(() => expect(hosts()).toStrictEqual([]));
  });

  it('reports an object that is in two files, and goes over to the second when the first goes', async () => {
    await write('a.yaml', ingress('x', 'first.example'));
    await write('b.yaml', ingress('other') + ingress('x', 'second.example'));
    const { hosts, state } = await start();
    expect(hosts()).toStrictEqual(['first.example', 'other.example']);
    expect(state().problems).toMatchObject([
      {
        code: 'SKY_MANIFEST_DUPLICATE',
        message: `${join(folder, 'b.yaml')}:10: Ingress/default/x is already defined at ${join(folder, 'a.yaml')}:2.`,
        line: 10,
      },
    ]);
    await unlink(join(folder, 'a.yaml'));
    await until(() => expect(hosts()).toStrictEqual(['other.example', 'second.example']));
    expect(state().problems).toStrictEqual([]);
  });

  it('goes on when its listener throws', async () => {
    const boom = new Error('boom');
    const { hosts, errors } = await start({
      onState() {
        throw boom;
      },
    });
    await write('a.yaml', ingress('a'));
    await until(() => expect(hosts()).toStrictEqual(['a.example']));
    await until(() => expect(errors).toStrictEqual([boom]));
  });
});

it('leaves nothing behind', async () => {
  await mkdir(join(folder, 'sub'));
  await write('a.yaml', ingress('a'));
  const { hosts } = await start();
  const resources = () => process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
  expect(resources()).toBeGreaterThan(0);
  await watch?.stop();
  await until(() => expect(resources()).toBe(0));
  expect(hosts()).toStrictEqual(['a.example']);
});
