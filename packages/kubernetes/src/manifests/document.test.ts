import { describe, expect, it } from 'vitest';
import { readManifest } from './manifest.ts';

const ingress = (name: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
`;

/** `line kind name` for each object, `line code message` for each problem. */
function read(text: string) {
  const { documents } = readManifest(text);
  return {
    objects: documents.flatMap(({ objects, offset }) =>
      objects.map(({ object, line }) => `${offset + line} ${object.kind} ${object.metadata.name}`),
    ),
    problems: documents.flatMap(({ problems, offset }) =>
      problems.map(({ line, code, message }) => `${offset + line} ${code} ${message}`),
    ),
    malformed: documents.some(({ malformed }) => malformed),
    ignored: documents.reduce((sum, { ignored }) => sum + ignored, 0),
  };
}

const fine = { problems: [], malformed: false, ignored: 0 };

describe('objects', () => {
  it.each([
    ['one document', ingress('a'), ['1 Ingress a']],
    [
      'several, some empty',
      `---\n# nothing\n---\n${ingress('a')}---\n---\n${ingress('b')}`,
      ['4 Ingress a', '10 Ingress b'],
    ],
    [
      'Windows line ends',
      `${ingress('a')}---\n${ingress('b')}`.replaceAll('\n', '\r\n'),
      ['1 Ingress a', '6 Ingress b'],
    ],
    ['a byte order mark', `\ufeff${ingress('a')}`, ['1 Ingress a']],
    ['nothing', '', []],
    ['only comments', '# one\n# two\n', []],
    [
      'JSON with tabs',
      '{\n\t"apiVersion": "v1",\n\t"kind": "Service",\n\t"metadata": {"name": "s"}}',
      ['1 Service s'],
    ],
    [
      'a List of lists',
      `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Node
  metadata: {name: n}
- apiVersion: v1
  kind: List
  items:
  - {apiVersion: v1, kind: Service, metadata: {name: s}}
`,
      ['4 Node n', '10 Service s'],
    ],
    [
      'anchors and merge keys',
      `x: &m {name: a}\napiVersion: v1\nkind: Service\nmetadata: {<<: *m}\n`,
      ['1 Service a'],
    ],
    [
      'a --- inside a block scalar',
      `${ingress('a')}  annotations:\n    x: |\n      one\n      ---\n      two\n`,
      ['1 Ingress a'],
    ],
  ])('%s', (_, text, objects) => {
    expect(read(text)).toStrictEqual({ ...fine, objects });
  });

  it('counts other kinds, also of the same name', () => {
    const text = 'apiVersion: v1\nkind: Secret\n---\napiVersion: serving.knative.dev/v1\nkind: Service\n';
    expect(read(text)).toStrictEqual({ ...fine, objects: [], ignored: 2 });
  });
});

describe('faults, each at its line and without harm to other documents', () => {
  it.each([
    [
      'a quote without end',
      `${ingress('a')}---\nkind: "x\n---\n${ingress('c')}`,
      ['1 Ingress a', '8 Ingress c'],
      [/^\d+ SKY_MANIFEST_DOCUMENT This is not valid YAML: Missing closing "quote\.$/],
      true,
    ],
    [
      'a key twice',
      'apiVersion: v1\nkind: Service\nkind: Node\n',
      [],
      [/^3 SKY_MANIFEST_DOCUMENT This is not valid YAML: Map keys must be unique\.$/],
      true,
    ],
    [
      'an unknown alias',
      'a: *b\n',
      [],
      [/^1 SKY_MANIFEST_DOCUMENT This is not valid YAML: Unresolved alias/],
      true,
    ],
    ['no object', '\nhello\n', [], [/^2 SKY_MANIFEST_DOCUMENT This is not a Kubernetes object/], true],
    ['no kind', `---\nname: x\n---\n${ingress('a')}`, ['4 Ingress a'], [/^2 SKY_MANIFEST_DOCUMENT/], true],
    [
      'an item without kind',
      `apiVersion: v1\nkind: List\nitems:\n- metadata: {name: x}\n- {apiVersion: v1, kind: Node, metadata: {name: n}}\n`,
      ['5 Node n'],
      [/^4 SKY_MANIFEST_DOCUMENT/],
      true,
    ],
    [
      'a field of the wrong type',
      `---\n${ingress('a')}spec:\n  rules:\n  - host: a\n  - host: 7\n`,
      [],
      [/^9 SKY_OBJECT_FIELD Ingress default\/a: spec\.rules\[1\]\.host is a number, not a string\.$/],
      false,
    ],
    [
      'a missing field, where it should be',
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports:\n  - name: http\n',
      [],
      [/^7 SKY_OBJECT_FIELD .*ports\[0\]\.port is missing\.$/],
      false,
    ],
    [
      'no name',
      'apiVersion: v1\nkind: Node\nmetadata: {}\n',
      [],
      [/^3 SKY_OBJECT_FIELD Node without a name/],
      true,
    ],
  ])('%s', (_, text, objects, problems, malformed) => {
    const found = read(text);
    expect(found.objects).toStrictEqual(objects);
    expect(found.problems).toHaveLength(problems.length);
    for (const [index, problem] of problems.entries()) expect(found.problems[index]).toMatch(problem);
    expect(found.malformed).toBe(malformed);
  });

  it('survives an alias bomb', () => {
    const rows = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`,
    );
    const began = performance.now();
    expect(read(`l0: &l0 [x]\n${rows.join('\n')}\n`).problems[0]).toMatch(/^1 SKY_MANIFEST_DOCUMENT .*alias/);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

it('reads an edited document anew and keeps the others as they were', () => {
  const before = readManifest(`${ingress('a')}---\n${ingress('b')}`);
  const after = readManifest(`${ingress('changed')}\n---\n${ingress('b')}`, before);
  expect(after.documents[1]?.objects[0]?.object).toBe(before.documents[1]?.objects[0]?.object);
  expect(after.documents[1]?.offset).toBe(5);
});
