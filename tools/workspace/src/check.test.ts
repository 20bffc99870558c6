import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkWorkspace } from './check.ts';

const FIXTURE = join(import.meta.dirname, 'fixtures/sound');

describe('checkWorkspace', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'skywriter-workspace-'));
    cpSync(FIXTURE, root, { recursive: true });
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const edit = (path: string, change: (text: string) => string) =>
    write(path, change(readFileSync(join(root, path), 'utf8')));
  const findings = () => checkWorkspace(root).map(({ file, message }) => `${file}: ${message}`);

  test('a sound tree has no findings', () => {
    expect(findings()).toEqual([]);
  });

  const breaks: [string, () => void, string | RegExp][] = [
    [
      'core imports I/O',
      () => write('packages/core/src/io.ts', "import { readFileSync } from 'node:fs';\nreadFileSync('x');\n"),
      'packages/core/src/io.ts: packages/core is pure and may not import node:fs: pass in what it gives.',
    ],
    [
      'core reads the clock',
      () => write('packages/core/src/clock.ts', 'export const now = () => Date.now();\n'),
      /clock\.ts: Date\.now reads the world/,
    ],
    [
      'core draws lots',
      () =>
        write(
          'packages/core/src/random.ts',
          "import { createHash, randomBytes } from 'node:crypto';\nexport const r = [createHash, randomBytes];\n",
        ),
      /random\.ts: Only [\w, ]+ of node:crypto is pure, not randomBytes/,
    ],
    [
      'core imports a package above it',
      () => write('packages/core/src/up.ts', "export { writer } from '@skywriter/skydns-etcd';\n"),
      'packages/core/src/up.ts: @skywriter/skydns-etcd is not declared in packages/core/package.json.',
    ],
    [
      'core declares and imports a package above it, if only its types',
      () => {
        edit('packages/core/package.json', (text) =>
          text.replace('"dependencies": {}', '"dependencies": { "@skywriter/skydns-etcd": "workspace:*" }'),
        );
        write(
          'packages/core/src/up.ts',
          "import type { Writer } from '@skywriter/skydns-etcd';\nexport type Up = Writer;\n",
        );
      },
      'packages/core/src/up.ts: packages/core may not use packages/skydns-etcd: arrows point down.',
    ],
    [
      'a path leads into another package',
      () => write('packages/skydns-etcd/src/in.ts', "export { name } from '../../core/src/index.ts';\n"),
      /in\.ts: \.\.\/\.\.\/core\/src\/index\.ts leaves the package/,
    ],
    [
      'an undeclared library',
      () => write('packages/core/src/lib.ts', "export { z } from 'zod';\n"),
      'packages/core/src/lib.ts: zod is not declared in packages/core/package.json.',
    ],
    [
      'a dynamic import',
      () => write('packages/core/src/lib.ts', "export const load = () => import('node:net');\n"),
      /lib\.ts: packages\/core is pure and may not import node:net/,
    ],
    [
      'a package in no layer',
      () => write('packages/rogue/package.json', '{ "name": "@skywriter/rogue" }'),
      /packages\/rogue is in no layer/,
    ],
    [
      'a version range',
      () => edit('packages/skydns-etcd/package.json', (text) => text.replace('"1.1.2"', '"^1.1.2"')),
      'packages/skydns-etcd/package.json: etcd3 must have an exact version, not ^1.1.2.',
    ],
    [
      'a manifest without licence',
      () => edit('packages/core/package.json', (text) => text.replace('Apache-2.0', 'MIT')),
      'packages/core/package.json: "license" must be "Apache-2.0", in this order.',
    ],
    [
      'tests that would be published',
      () => edit('packages/core/package.json', (text) => text.replace('"!**/*.test.*", ', '')),
      /"files" must leave out/,
    ],
    [
      'exports in the wrong order',
      () =>
        edit('packages/core/package.json', (text) =>
          text
            .replace('"@skywriter/source": "./src/index.ts",', '')
            .replace('"./dist/index.js"', '"./dist/index.js", "@skywriter/source": "./src/index.ts"'),
        ),
      /"exports" must begin/,
    ],
    [
      'a reference too few',
      () => edit('packages/skydns-etcd/tsconfig.json', (text) => text.replace('{ "path": "../core" }', '')),
      'packages/skydns-etcd/tsconfig.json: The references must be those of the manifest: packages/core.',
    ],
    [
      'a package that is not built',
      () => edit('tsconfig.json', (text) => text.replace('{ "path": "packages/core" },', '')),
      'tsconfig.json: packages/core is not among the references, so it is not built.',
    ],
    [
      'a README without its headings',
      () => write('packages/core/README.md', '# core\n'),
      /packages\/core\/README\.md: Missing headings: What it is/,
    ],
    [
      'a document that lies',
      () => edit('docs/architecture.md', (text) => `${text}\nSee \`packages/core/src/gone.ts\`.\n`),
      'docs/architecture.md: It names packages/core/src/gone.ts, which does not exist.',
    ],
    [
      'an architecture that forgets a package',
      () => write('docs/architecture.md', 'Only `packages/core`.\n'),
      'docs/architecture.md: It does not name packages/skydns-etcd.',
    ],
    [
      'a file of many ideas',
      () => write('packages/core/src/long.ts', 'export {};\n'.repeat(401)),
      /long\.ts: 401 lines are more than one idea/,
    ],
  ];

  test.each(breaks)('finds %s', (_, breakIt, expected) => {
    breakIt();
    expect(findings()).toContainEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });

  test('tests may do what sources may not', () => {
    write(
      'packages/core/src/name.test.ts',
      "import { readFileSync } from 'node:fs';\nimport { test } from 'vitest';\ntest('x', () => void readFileSync('x'));\n",
    );
    expect(findings()).toEqual([]);
  });

  test('a comment is no import', () => {
    write(
      'packages/core/src/said.ts',
      "// import x from 'node:fs'\n/* Date.now() */\nexport const said = 'x';\n",
    );
    expect(findings()).toEqual([]);
  });
});
