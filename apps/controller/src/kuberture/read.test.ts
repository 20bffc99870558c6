import { describe, expect, test } from 'vitest';
import { readKubertureFile } from './read.ts';

/** A file with one output, of which some keys are others. */
function fileWith(output: Record<string, unknown>, rest: Record<string, unknown> = {}): string {
  const valid = { name: 'api', hostname: ['api.example.com'], serviceName: 'kuberture-api' };
  return JSON.stringify({ outputs: [{ ...valid, ...output }], ...rest });
}

function told(text: string): string[] {
  const result = readKubertureFile(text, 'c.yaml');
  return result.ok ? [] : result.problems.map(({ message }) => message);
}

const complete = `
source: { namespace: kube-system, serviceName: kube-apiserver }
metricsBindAddress: ":9090"
healthProbeBindAddress: ":9091"
logLevel: debug
outputs:
  - name: my.output
    hostname: [api.example.com, "*.example.com"]
    annotationPrefix: custom.io/
    serviceName: svc
    recordTTL: 300
    addressSource: node-external
    addressType: IPv6
`;

describe('a valid file', () => {
  test('says everything', () => {
    expect(readKubertureFile(complete, 'c.yaml')).toEqual({
      ok: true,
      notes: [],
      file: {
        source: { namespace: 'kube-system', serviceName: 'kube-apiserver' },
        metricsBindAddress: ':9090',
        healthProbeBindAddress: ':9091',
        logLevel: 'debug',
        outputs: [
          {
            name: 'my.output',
            hostname: ['api.example.com', '*.example.com'],
            annotationPrefix: 'custom.io/',
            serviceName: 'svc',
            recordTTL: 300,
            addressSource: 'node-external',
            addressType: 'IPv6',
          },
        ],
      },
    });
  });

  test('or little, with kuberture’s defaults', () => {
    expect(readKubertureFile(fileWith({ annotationPrefix: '' }, { source: null }), 'c.yaml')).toMatchObject({
      file: {
        source: { namespace: 'default', serviceName: 'kubernetes' },
        metricsBindAddress: ':8080',
        healthProbeBindAddress: ':8081',
        logLevel: 'info',
        outputs: [
          {
            annotationPrefix: '',
            recordTTL: 60,
            addressSource: 'endpointslice',
            addressType: 'IPv4',
          },
        ],
      },
    });
  });

  test('keys that nobody knows are noted', () => {
    const result = readKubertureFile(fileWith({ ttl: 5 }, { outputz: [] }), 'c.yaml');
    expect(result.ok && result.notes).toEqual([
      'The key "outputz" means nothing to kuberture, and nothing here.',
      'The key "outputs[0].ttl" means nothing to kuberture, and nothing here.',
    ]);
  });

  test.each(['my.output', 'my_output', 'output-v2.1', '7'])('the output name %s', (name) => {
    expect(told(fileWith({ name }))).toEqual([]);
  });
  test.each([0, 1, 86_400, null])('the TTL %s', (recordTTL) => {
    expect(told(fileWith({ recordTTL }))).toEqual([]);
  });
  test.each(['example.com', '*.example.com', 'example.com.', 'API.Example.COM', '123.456.com'])(
    'the hostname %s',
    (hostname) => {
      expect(told(fileWith({ hostname: [hostname] }))).toEqual([]);
    },
  );
  test('a Service name of 63 characters', () => {
    expect(told(fileWith({ serviceName: 'a'.repeat(63) }))).toEqual([]);
  });
});

describe('every rule of kuberture with its message', () => {
  const two = (one: object, other: object): string => {
    const outputs = [
      { name: 'a', hostname: ['a.com'], serviceName: 'svc-a', ...one },
      { name: 'b', hostname: ['b.com'], serviceName: 'svc-b', ...other },
    ];
    return JSON.stringify({ outputs });
  };
  test.each<[what: string, text: string, message: string]>([
    ['an empty file', '', 'validating config: at least one output is required.'],
    ['no outputs', 'outputs: []', 'validating config: at least one output is required.'],
    [
      'a log level',
      fileWith({}, { logLevel: 'loud' }),
      'validating config: invalid logLevel "loud", must be one of: debug, info, warn, error.',
    ],
    ['no name', fileWith({ name: '' }), 'validating config: output #1: output name is required.'],
    ['a name twice', two({ name: 'b' }, {}), 'validating config: output b: duplicate output name "b".'],
    [
      'no hostname',
      fileWith({ hostname: [] }),
      'validating config: output api: at least one hostname is required.',
    ],
    [
      'a prefix without slash',
      fileWith({ annotationPrefix: 'no-slash' }),
      'validating config: output api: annotationPrefix must end with /.',
    ],
    [
      'no Service name',
      fileWith({ serviceName: '' }),
      'validating config: output api: serviceName is required.',
    ],
    [
      'a Service name that is none',
      fileWith({ serviceName: 'my service' }),
      'validating config: output api: serviceName "my service" is not a valid DNS label.',
    ],
    [
      'a Service name twice',
      two({}, { serviceName: 'svc-a' }),
      'validating config: output b: duplicate serviceName "svc-a".',
    ],
    [
      'a TTL beyond a day',
      fileWith({ recordTTL: 100_000 }),
      'validating config: output api: recordTTL must be between 0 and 86400, got 100000.',
    ],
    [
      'a negative TTL',
      fileWith({ recordTTL: -1 }),
      'validating config: output api: recordTTL must be between 0 and 86400, got -1.',
    ],
    [
      'a source of addresses',
      fileWith({ addressSource: 'pods' }),
      'validating config: output api: invalid addressSource "pods".',
    ],
    [
      'a family',
      fileWith({ addressType: 'IPv5' }),
      'validating config: output api: invalid addressType "IPv5".',
    ],
    [
      'a hostname of two outputs',
      two({ hostname: ['x.com'] }, { hostname: ['x.com'] }),
      'validating config: output b: hostname "x.com" already used by output "a".',
    ],
    [
      'the same in other letters',
      two({ hostname: ['x.com'] }, { hostname: ['X.com.'] }),
      'validating config: output b: hostname "X.com." already used by output "a".',
    ],
    [
      'no YAML',
      'outputs: [',
      'parsing config YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
  ])('%s', (_, text, message) => {
    expect(told(text)).toContain(message);
  });

  test.each([
    'localhost',
    '*.*.com',
    'foo.*.com',
    `${'a'.repeat(64)}.com`,
    `${Array(64).fill('abc').join('.')}.com`,
    'with space.com',
    '-leading.com',
    'under_score.com',
    '',
  ])('the hostname %j', (hostname) => {
    expect(told(fileWith({ hostname: [hostname] }))).toEqual([
      `validating config: output api: invalid hostname ${JSON.stringify(hostname)}.`,
    ]);
  });
  test.each(['prefix.', 'test:'])('the prefix %s', (annotationPrefix) => {
    expect(told(fileWith({ annotationPrefix }))[0]).toMatch(/annotationPrefix must end with \//);
  });
  test('a Service name of 64 characters', () => {
    expect(told(fileWith({ serviceName: 'a'.repeat(64) }))[0]).toMatch(/is not a valid DNS label/);
  });
  test('all that is wrong is told at once, at its line', () => {
    const text = `outputs:\n  - name: a\n    hostname: [localhost]\n    serviceName: A\n`;
    const result = readKubertureFile(text, 'c.yaml');
    expect(!result.ok && result.problems.map(({ line, path }) => `${line} ${path}`)).toEqual([
      '3 outputs[0].hostname[0]',
      '4 outputs[0].serviceName',
    ]);
  });
});

describe('what kuberture lets pass, or forbids for no reason', () => {
  test.each(['Upper.io/', 'a/b/', '/', 'a b/', '-a.io/'])(
    'the prefix %s cannot be that of an annotation',
    (annotationPrefix) => {
      expect(told(fileWith({ annotationPrefix }))[0]).toMatch(/is not a prefix of annotations/);
    },
  );
  test.each([
    ['under two prefixes', { annotationPrefix: 'internal.example.com/' }],
    ['in two families', { addressType: 'IPv6' }],
  ])('one name %s', (_, fields) => {
    const both = (name: string, more: object) => ({ name, hostname: ['x.com'], serviceName: name, ...more });
    expect(told(JSON.stringify({ outputs: [both('a', {}), both('b', fields)] }))).toEqual([]);
  });
  test.each([
    'outputs: x',
    'outputs: [x]',
    'outputs: [{ hostname: x }]',
    '[]',
    'outputs: [{ recordTTL: soon }]',
  ])('what is of another shape is told: %s', (text) => {
    expect(told(text)[0]).toMatch(/^parsing config YAML: /);
  });
});
