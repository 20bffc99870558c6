import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfiguration } from './load.ts';

describe('loadConfiguration', () => {
  test('counts relative paths from the folder of the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'skywriter-'));
    const file = join(folder, 'skywriter.yaml');
    await writeFile(
      file,
      `owner: o
manifests: [./manifests, /etc/manifests]
kubernetes: { kubeconfig: kube.yaml }
sources: [ingress]
outputs:
  - name: a
    zones: [a.b]
    skydns:
      username: u
      passwordFile: secret
      tls: { ca: ../ca.crt, cert: /c.crt, key: c.key }
`,
    );
    const result = await loadConfiguration(file);
    expect(result).toMatchObject({
      ok: true,
      configuration: {
        manifests: [join(folder, 'manifests'), '/etc/manifests'],
        kubernetes: { kubeconfig: join(folder, 'kube.yaml') },
        outputs: [
          {
            skydns: {
              passwordFile: join(folder, 'secret'),
              tls: { ca: join(folder, '../ca.crt'), cert: '/c.crt', key: join(folder, 'c.key') },
            },
          },
        ],
      },
    });
  });

  test.each([
    ['/nowhere/skywriter.yaml', /does not exist/],
    [tmpdir(), /is a folder/],
  ])('says why %s cannot be read', async (file, message) => {
    const result = await loadConfiguration(file);
    expect(result).toMatchObject({
      ok: false,
      problems: [{ code: 'SKY_CONFIG_FILE', message: expect.stringMatching(message) }],
    });
  });
});
