import type { Finding, SourceFile, WorkspacePackage } from './tree.ts';

/** The layers from the bottom up: a package may use those of lower layers, and none of its own or above. */
const layers: readonly (readonly string[])[] = [
  ['packages/core'],
  ['packages/skydns'],
  [
    'packages/kubernetes',
    'packages/skydns-etcd',
    'packages/service-writer',
    'packages/webhook',
    'packages/dns-server',
    'packages/host-dns',
  ],
  ['apps/controller'],
  ['tools/testbed', 'tools/workspace'],
  ['tools/bench'],
];

/** These do no I/O and read neither clock nor chance: they can be tested by tables, and imported anywhere. */
const pure = ['packages/core', 'packages/skydns'];
/** What of Node's own modules computes and no more: the same arguments give the same octets. */
const pureBuiltins: ReadonlyMap<string, readonly string[]> = new Map([
  ['node:crypto', ['createCipheriv', 'createDecipheriv', 'createHash', 'createHmac', 'hash']],
  ['node:zlib', ['gunzipSync', 'gzipSync']],
]);
const impure =
  /\b(?:Date\s*\.\s*now|new\s+Date\b|performance\s*\.|Math\s*\.\s*random|setTimeout|setInterval|setImmediate|queueMicrotask|fetch\s*\(|process\s*\.|require\s*\(|globalThis\b)/;

// A statement begins a line, so that program text inside a test's string is not taken for one.
const imports = /(?:^(?:import|export)\b[^'";]*?\bfrom\s*|^import\s+|\bimport\s*\(\s*)(['"])([^'"\n]+)\1/gm;

/** Arrows point down, only declared packages are imported, pure packages stay pure. */
export function checkLayers(packages: readonly WorkspacePackage[]): Finding[] {
  const byName = new Map(packages.map((entry) => [entry.manifest.name, entry]));
  return packages.flatMap((owner) => {
    if (levelOf(owner.folder) === -1) {
      return [
        {
          file: `${owner.folder}/package.json`,
          message: `${owner.folder} is in no layer: give it one in tools/workspace/src/layers.ts.`,
        },
      ];
    }
    return owner.sources.flatMap((source) => [
      ...importsOf(source).flatMap((specifier) => checkImport(specifier, { owner, source, byName })),
      ...(pure.includes(owner.folder) && !source.test ? checkPurity(source) : []),
    ]);
  });
}

interface Place {
  readonly owner: WorkspacePackage;
  readonly source: SourceFile;
  readonly byName: ReadonlyMap<string | undefined, WorkspacePackage>;
}

function checkImport(specifier: string, { owner, source, byName }: Place): Finding[] {
  const finding = (message: string): Finding[] => [{ file: source.path, message }];
  if (specifier.startsWith('node:')) {
    if (source.test || !pure.includes(owner.folder) || pureBuiltins.has(specifier)) return [];
    return finding(`${owner.folder} is pure and may not import ${specifier}: pass in what it gives.`);
  }
  if (specifier.startsWith('.')) {
    const depth = source.path.split('/').length - owner.folder.split('/').length - 2;
    const up = specifier.split('/').filter((part) => part === '..').length;
    return up > depth ? finding(`${specifier} leaves the package: import it by the package's name.`) : [];
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const target = byName.get(name);
  const { dependencies = {}, devDependencies = {} } = owner.manifest;
  const declared = name in dependencies || (source.test && (name in devDependencies || rootTools.has(name)));
  if (!declared) return finding(`${name} is not declared in ${owner.folder}/package.json.`);
  if (target === undefined || source.test) return [];
  return levelOf(target.folder) < levelOf(owner.folder)
    ? []
    : finding(`${owner.folder} may not use ${target.folder}: arrows point down.`);
}

/** What every package's tests may use; declared once, at the root. */
const rootTools = new Set(['vitest', 'fast-check']);

function checkPurity(source: SourceFile): Finding[] {
  const code = withoutComments(source.text);
  const findings: Finding[] = [];
  const found = impure.exec(code)?.[0];
  if (found !== undefined) {
    findings.push({
      file: source.path,
      message: `${found.trim()} reads the world: pass in a Clock, or the value.`,
    });
  }
  for (const [builtin, allowed] of pureBuiltins) {
    const names = new RegExp(`import\\s*\\{([^}]*)\\}\\s*from\\s*['"]${builtin}['"]`).exec(code)?.[1] ?? '';
    const extra = names
      .split(',')
      .map((name) => name.trim().replace(/^type\s+/, ''))
      .filter((name) => name !== '' && !allowed.includes(name));
    if (extra.length > 0)
      findings.push({
        file: source.path,
        message: `Only ${allowed.join(', ')} of ${builtin} is pure, not ${extra.join(', ')}.`,
      });
  }
  return findings;
}

function importsOf(source: SourceFile): string[] {
  return [...withoutComments(source.text).matchAll(imports)].map((match) => match[2] ?? '');
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[^:'"`\\])\/\/.*$/gm, '$1');
}

function levelOf(folder: string): number {
  return layers.findIndex((layer) => layer.includes(folder));
}
