import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Component } from './components.ts';
import { makeFolder } from './reaper.ts';

export interface FakeComponent {
  readonly component: Component;
  readonly folder: string;
  /** One line for every `go build` that ran. */
  readonly log: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** A component whose "Go toolchain" is a shell script, so that providing one can be tested in milliseconds. */
export async function fakeComponent(goScript = ''): Promise<FakeComponent> {
  const folder = await makeFolder('fake');
  const log = join(folder, 'builds.log');
  const bin = join(folder, 'bin');
  await mkdir(join(folder, 'module'));
  await mkdir(bin);
  await writeFile(join(folder, 'module/go.mod'), 'module fake\n');
  await writeFile(join(folder, 'module/go.sum'), '');
  const build = `echo "$@" >> '${log}'
${goScript}
while [ $# -gt 1 ]; do [ "$1" = -o ] && out=$2; shift; done
printf '#!/bin/sh\\necho fake version 1.2.3\\n' > "$out"
/bin/chmod +x "$out"`;
  await writeScript(join(bin, 'go'), build);
  return {
    folder,
    log,
    environment: { PATH: bin, SKYWRITER_CACHE: join(folder, 'cache'), DOCKER_HOST: 'unix:///nonexistent' },
    component: {
      name: 'fake',
      version: '1.2.3',
      minimum: '1.2.0',
      image: 'example.invalid/fake:v1.2.3',
      binaries: [
        { name: 'fake', goPackage: 'example.invalid/fake', pathInImage: '/fake' },
        { name: 'fakectl', goPackage: 'example.invalid/fakectl', pathInImage: '/fakectl' },
      ],
      versionArgs: ['--version'],
      goModule: join(folder, 'module'),
      firstBuild: 1,
    },
  };
}

export async function writeScript(file: string, body: string): Promise<void> {
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
}
