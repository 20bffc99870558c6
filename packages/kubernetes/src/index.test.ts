import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  const { ObjectStore, watchManifests } = await import('./index.ts');
  const clock = { now: () => 0, after: () => () => {}, random: () => 0 };
  const store = new ObjectStore({ clock, onListenerError() {} });
  const watch = watchManifests({ paths: ['.'], store, clock });
  await watch.firstRead;
  await watch.stop();
  console.log(JSON.stringify(loaded.filter((url) => /node_modules.(@kubernetes|undici)|client-node/.test(url))));
  console.log(loaded.length > 10);
`;

it('does not load the Kubernetes client for who reads manifests only', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@skywriter/source', '--input-type=module', '--eval', script],
    { cwd: fileURLToPath(new URL('.', import.meta.url)) },
  );
  expect(stdout).toBe('[]\ntrue\n');
});
