import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Prints which modules were loaded that belong to clients of the API server. */
const program = (body: string) => `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  ${body}
  console.log(JSON.stringify(loaded.filter((url) => /node_modules.@kubernetes|client-node/.test(url))));
  console.log(loaded.length > 10);
`;

const manifests = `
  const { ObjectStore, watchManifests } = await import('./index.ts');
  const clock = { now: () => 0, after: () => () => {}, random: () => 0 };
  const store = new ObjectStore({ clock, onListenerError() {} });
  const watch = watchManifests({ paths: ['.'], store, clock });
  await watch.firstRead;
  await watch.stop();
`;

const certificates = `
  const { loadCredentials } = await import('./api/credentials.ts');
  const { writeFileSync, mkdtempSync, rmSync } = await import('node:fs');
  const folder = mkdtempSync((await import('node:os')).tmpdir() + '/skywriter-index-');
  const kubeconfig = folder + '/config';
  const named = (what, fields) => [{ name: 'n', [what]: fields }];
  writeFileSync(kubeconfig, JSON.stringify({
    clusters: named('cluster', { server: 'https://127.0.0.1:6443' }),
    users: named('user', { token: 't' }),
    contexts: named('context', { cluster: 'n', user: 'n' }),
    'current-context': 'n',
  }));
  const credentials = await loadCredentials({ kubeconfig });
  if ((await credentials.options()).headers.Authorization !== 'Bearer t') throw new Error('other credentials');
  rmSync(folder, { recursive: true });
`;

it.each([
  ['reads manifests only', manifests],
  ['has a plain kubeconfig', certificates],
])('does not load the Kubernetes client for who %s', async (_who, body) => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@skywriter/source', '--input-type=module', '--eval', program(body)],
    { cwd: fileURLToPath(new URL('.', import.meta.url)) },
  );
  expect(stdout).toBe('[]\ntrue\n');
});
