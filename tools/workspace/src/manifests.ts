import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, Manifest, WorkspacePackage } from './tree.ts';

const README_HEADINGS = ['What it is', 'Install', 'Example', 'API', 'Errors', 'Limits'];

/** Sources first, for whoever asks for them by condition; then types, then what is published. */
const MAIN_EXPORT = {
  '@skywriter/source': './src/index.ts',
  types: './dist/index.d.ts',
  default: './dist/index.js',
};

/** What only tests need, in sources and in what is built of them. */
const UNPUBLISHED = ['!**/*.test.*', '!**/testing', '!**/fixtures', '!**/e2e'];

/** All packages are described, built and published alike, and agree on the versions of what they use. */
export function checkManifests(root: string, packages: readonly WorkspacePackage[]): Finding[] {
  return [
    ...packages.flatMap((entry) => [
      ...checkManifest(entry),
      ...checkTsconfig(root, { entry, packages }),
      ...checkReadme(root, entry),
    ]),
    ...checkRootReferences(root, packages),
    ...checkVersions(packages),
  ];
}

function checkManifest({ folder, group, manifest }: WorkspacePackage): Finding[] {
  const short = folder.slice(group.length + 1);
  const published = group !== 'tools';
  const expected: Manifest = {
    name: group === 'apps' && short === 'controller' ? 'skywriter' : `@skywriter/${short}`,
    license: 'Apache-2.0',
    type: 'module',
    ...(published
      ? { sideEffects: false, engines: { node: '>=22.14' }, publishConfig: { access: 'public' } }
      : { private: true }),
  };
  const file = `${folder}/package.json`;
  const main = (manifest.exports as Record<string, unknown> | undefined)?.['.'];
  const findings = Object.entries(expected)
    .filter(([field, value]) => JSON.stringify(manifest[field]) !== JSON.stringify(value))
    .map(([field, value]) => ({
      file,
      message: `"${field}" must be ${JSON.stringify(value)}, in this order.`,
    }));
  if (JSON.stringify(main) !== JSON.stringify(MAIN_EXPORT)) {
    findings.push({
      file,
      message: `"exports" must begin with ".": ${JSON.stringify(MAIN_EXPORT)}, in this order.`,
    });
  }
  const files = Array.isArray(manifest.files) ? manifest.files : [];
  if (published && UNPUBLISHED.some((pattern) => !files.includes(pattern))) {
    findings.push({ file, message: `"files" must leave out ${UNPUBLISHED.join(', ')}.` });
  }
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    if (!/^(?:workspace:\*|\d+\.\d+\.\d+(?:-[\w.]+)?)$/.test(version)) {
      findings.push({ file, message: `${name} must have an exact version, not ${version}.` });
    }
  }
  return findings;
}

function checkTsconfig(
  root: string,
  { entry, packages }: { entry: WorkspacePackage; packages: readonly WorkspacePackage[] },
): Finding[] {
  const file = `${entry.folder}/tsconfig.json`;
  if (!existsSync(join(root, file))) return [{ file, message: 'The package has no tsconfig.json.' }];
  const config = JSON.parse(readFileSync(join(root, file), 'utf8')) as { references?: { path: string }[] };
  const byName = new Map(packages.map(({ manifest, folder }) => [manifest.name, folder]));
  const used = Object.keys({ ...entry.manifest.dependencies, ...entry.manifest.devDependencies });
  const wanted = used.flatMap((name) => byName.get(name) ?? []).sort();
  const actual = (config.references ?? [])
    .map(({ path }) => join(entry.folder, path).replaceAll('\\', '/'))
    .sort();
  return JSON.stringify(wanted) === JSON.stringify(actual)
    ? []
    : [{ file, message: `The references must be those of the manifest: ${wanted.join(', ') || 'none'}.` }];
}

function checkRootReferences(root: string, packages: readonly WorkspacePackage[]): Finding[] {
  const file = 'tsconfig.json';
  const config = JSON.parse(readFileSync(join(root, file), 'utf8')) as { references?: { path: string }[] };
  const listed = new Set((config.references ?? []).map(({ path }) => path));
  return packages
    .filter(({ folder }) => !listed.has(folder))
    .map(({ folder }) => ({ file, message: `${folder} is not among the references, so it is not built.` }));
}

function checkReadme(root: string, { folder }: WorkspacePackage): Finding[] {
  const file = `${folder}/README.md`;
  if (!existsSync(join(root, file))) return [{ file, message: 'The package has no README.md.' }];
  const headings = [...readFileSync(join(root, file), 'utf8').matchAll(/^## (.+)$/gm)].map(
    (match) => match[1],
  );
  const wanted = folder.startsWith('tools/') ? README_HEADINGS.slice(0, 1) : README_HEADINGS;
  const missing = wanted.filter((heading) => !headings.includes(heading));
  return missing.length === 0 ? [] : [{ file, message: `Missing headings: ${missing.join(', ')}.` }];
}

function checkVersions(packages: readonly WorkspacePackage[]): Finding[] {
  const first = new Map<string, { version: string; folder: string }>();
  return packages.flatMap(({ folder, manifest }) =>
    Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap(([name, version]) => {
      const seen = first.get(name);
      if (seen === undefined) first.set(name, { version, folder });
      return seen === undefined || seen.version === version
        ? []
        : [
            {
              file: `${folder}/package.json`,
              message: `${name} is ${version} here and ${seen.version} in ${seen.folder}.`,
            },
          ];
    }),
  );
}
