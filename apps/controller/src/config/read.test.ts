import { describe, expect, test } from 'vitest';
import { formatConfigurationProblem } from './problem.ts';
import { readConfiguration } from './read.ts';

const minimal = `owner: k2s
kubernetes: {}
sources: [ingress]
outputs:
  - name: cluster
    zones: [cluster.local]
    skydns: { endpoints: [https://172.19.1.100:2379] }
`;

function problems(text: string): string[] {
  const result = readConfiguration(text, 'f.yaml');
  return result.ok ? [] : result.problems.map(formatConfigurationProblem);
}

function codes(text: string): string[] {
  const result = readConfiguration(text, 'f.yaml');
  return result.ok ? [] : result.problems.map(({ code, path }) => `${code} ${path}`);
}

/** The minimal configuration with one text replaced by another. */
const edited = (from: string, to: string): string => {
  expect(minimal).toContain(from);
  return minimal.replace(from, to);
};

describe('a valid configuration', () => {
  test('gets its defaults', () => {
    const result = readConfiguration(minimal, 'f.yaml');
    expect(result).toMatchObject({
      ok: true,
      configuration: {
        owner: 'k2s',
        manifests: [],
        sources: [{ name: 'ingress' }],
        sharing: 'namespace',
        annotationPrefixes: ['external-dns.kubernetes.io/', 'external-dns.alpha.kubernetes.io/'],
        outputs: [{ policy: 'sync', skydns: { prefix: '/skydns' } }],
        guards: { massDeletion: { share: 0.5, atLeast: 20 } },
        log: { level: 'info', format: 'auto' },
      },
    });
  });

  test('takes sources by name and with options', () => {
    const text = edited('[ingress]', '[{ service: { publishInternal: true } }, ingress]');
    const result = readConfiguration(text, 'f.yaml');
    expect(result.ok && result.configuration.sources.map(({ name }) => name)).toEqual(['service', 'ingress']);
    expect(result.ok && result.configuration.sources[0]?.options).toMatchObject({ publishInternal: true });
  });

  test('canonicalises zones', () => {
    const text = edited('[cluster.local]', '[Cluster.LOCAL., bücher.example]');
    const result = readConfiguration(text, 'f.yaml');
    expect(result.ok && result.configuration.outputs[0]?.zones).toEqual([
      'cluster.local',
      'xn--bcher-kva.example',
    ]);
  });
});

describe('what is wrong is told at its place', () => {
  test.each<[what: string, text: string, told: string]>([
    [
      'an unknown key',
      edited('zones:', 'zone:'),
      'f.yaml:6:5: The key `zone` in `outputs[0]` is unknown. Did you mean `zones`?',
    ],
    [
      'an option of a source that cannot be',
      edited('[ingress]', '[{ ingress: { annotationFilter: "a in (" } }]'),
      'f.yaml:3:42: `sources[0].ingress.annotationFilter`: The selector "a in (" cannot be read: a ")" is missing. Write it as for kubectl: key=value, key!=value, key in (a,b), key notin (a,b), key, !key, with commas between.',
    ],
    [
      'a key far from every other',
      `${minimal}frobnicate: 1\n`,
      'f.yaml:8:1: The key `frobnicate` is unknown. Known keys: owner, manifests, kubernetes, sources, annotationPrefixes, derive, sharing, nameRules, outputs, guards, leaderElection, metrics, health, log.',
    ],
    [
      'an unknown option of a source',
      edited('[ingress]', '[{ service: { publishInternl: true } }]'),
      'f.yaml:3:24: The key `publishInternl` in `sources[0].service` is unknown. Did you mean `publishInternal`?',
    ],
    [
      'an unknown source',
      edited('[ingress]', '[ingres]'),
      'f.yaml:3:11: `sources[0]` must be one of ingress, service, endpointslice. Did you mean `ingress`?',
    ],
    [
      'a missing key',
      edited('owner: k2s\n', ''),
      'f.yaml:1:1: `owner` is missing. The id under which records are written: ASCII without comma, quote and backslash.',
    ],
    [
      'a wrong type',
      edited('[cluster.local]', 'cluster.local'),
      'f.yaml:6:12: `outputs[0].zones` must be a list. Nothing is ever written outside these zones; "." stands for every name.',
    ],
    [
      'a value that is not there',
      edited('owner: k2s', 'owner:'),
      'f.yaml:1:1: `owner` must be a text. The id under which records are written: ASCII without comma, quote and backslash.',
    ],
    [
      'a zone that is none',
      edited('[cluster.local]', '["a b.local"]'),
      'f.yaml:6:13: `outputs[0].zones[0]`: The label "a b" of the name "a b.local" is not a host name label. Use letters, digits, "-" inside, and "_"; "*" only as the whole first label.',
    ],
    [
      'an unknown policy',
      edited('    zones', '    policy: snyc\n    zones'),
      'f.yaml:6:13: `outputs[0].policy` must be one of sync, upsert-only, create-only. Did you mean `sync`?',
    ],
    [
      'a TTL of zero',
      edited('    zones', '    ttl: 0\n    zones'),
      'f.yaml:6:10: `outputs[0].ttl` must be at least 1. Seconds for records whose objects name no TTL.',
    ],
    [
      'an output of a later version',
      edited('skydns: { endpoints: [https://172.19.1.100:2379] }', 'webhook: { url: http://127.0.0.1:8888 }'),
      'f.yaml:7:5: The output `webhook` is not supported yet. Use skydns, dns or services, or wait for a later version.',
    ],
    [
      'an expression that is none',
      edited('    zones', '    filter: { includeRegex: "(" }\n    zones'),
      'f.yaml:6:29: `outputs[0].filter.includeRegex`: The domain filter "(" is not a regular expression: error parsing regexp: missing closing ): `(`. Correct it; the syntax is that of RE2, which has no look-around and no back-references.',
    ],
  ])('%s', (_, text, told) => {
    expect(problems(text)).toEqual([told]);
  });

  test('broken YAML, with line and column', () => {
    expect(problems('owner: k2s\noutputs: [\n')[0]).toMatch(/^f\.yaml:\d+:\d+: This is not YAML: /);
    expect(problems('owner: k2s\n\tx: 1\n')[0]).toMatch(/^f\.yaml:2:1: This is not YAML: /);
    expect(codes('owner: a\nowner: b\n')).toEqual(['SKY_CONFIG_YAML ']);
  });

  test.each(['', '[]', 'text', '7', '# nothing\n'])('%j is not a configuration', (text) => {
    expect(problems(text).length).toBeGreaterThan(0);
  });

  test('aliases that multiply are refused', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed'].map((pair) => [pair[0], pair[1]] as const)) {
      bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${of}`).join(',')}]`);
    }
    expect(codes(bomb.join('\n'))).toEqual(['SKY_CONFIG_YAML ']);
  });

  test('all errors at once, in the order of the file', () => {
    const text = `onwer: k2s
sources: [ingres]
outputs:
  - name: a
    zones: []
    skydns: { prefix: /a/b }
  - name: a
    zones: [x.y]
`;
    expect(codes(text)).toEqual([
      'SKY_CONFIG_KEY onwer',
      'SKY_CONFIG_RULE ',
      'SKY_CONFIG_VALUE sources[0]',
      'SKY_CONFIG_VALUE outputs[0].zones',
      'SKY_CONFIG_VALUE outputs[0].skydns.prefix',
      'SKY_CONFIG_RULE outputs[1]',
      'SKY_CONFIG_RULE outputs[1].name',
    ]);
  });

  test('never repeats a password', () => {
    const text = edited('https://172.19.1.100:2379', 'https://root:s3cret@172.19.1.100:2379');
    expect(problems(text).join()).toContain('user name');
    expect(problems(text).join()).not.toContain('s3cret');
  });
});
