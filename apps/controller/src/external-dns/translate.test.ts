import { describe, expect, test } from 'vitest';
import { flags, knownProviders, knownSources } from './flags.ts';
import { type Translation, translate } from './translate.ts';

const base = ['--source=ingress', '--provider=coredns'];

function translated(...argv: string[]): Translation {
  const result = translate(argv, {});
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.value;
}

function told(argv: readonly string[], env: Record<string, string> = {}): string[] {
  const result = translate(argv, env);
  return result.ok ? [] : result.problems.map(({ message, hint }) => `${message} ${hint}`);
}

describe('the arguments of K2s', () => {
  test('work unchanged', () => {
    const { configuration, once, dryRun } = translated(
      '--source=ingress',
      '--provider=coredns',
      '--log-level=debug',
    );
    expect(configuration).toMatchObject({
      owner: 'default',
      kubernetes: {},
      sources: [{ name: 'ingress', options: { classes: [] } }],
      sharing: 'any',
      annotationPrefixes: ['external-dns.kubernetes.io/', 'external-dns.alpha.kubernetes.io/'],
      outputs: [{ name: 'coredns', zones: ['.'], policy: 'sync', skydns: { prefix: '/skydns/' } }],
      metrics: { listen: { host: '::', port: 7979 } },
      log: { level: 'debug', format: 'pretty' },
    });
    expect(configuration.outputs[0]?.skydns?.endpoints).toBeUndefined();
    expect({ once, dryRun }).toEqual({ once: false, dryRun: false });
  });
});

describe('one flag at a time', () => {
  test.each<[argument: string, expected: object]>([
    ['--policy=upsert-only', { outputs: [{ policy: 'upsert-only' }] }],
    ['--policy=create-only', { outputs: [{ policy: 'create-only' }] }],
    ['--domain-filter=Example.com', { outputs: [{ zones: ['example.com'] }] }],
    ['--domain-filter=', { outputs: [{ zones: ['.'] }] }],
    [
      '--exclude-domains=a.example.com',
      { outputs: [{ zones: ['.'], filter: { exclude: ['a.example.com'] } }] },
    ],
    ['--regex-domain-filter=\\.org$', { outputs: [{ zones: ['.'], filter: { includeRegex: '\\.org$' } }] }],
    ['--regex-domain-exclusion=^a', { outputs: [{ filter: { excludeRegex: '^a' } }] }],
    ['--namespace=shop', { kubernetes: { namespaces: ['shop'] } }],
    ['--namespace=', { kubernetes: { namespaces: [] } }],
    ['--label-filter=app in (a, b)', { kubernetes: { labelSelector: 'app in (a, b)' } }],
    ['--kubeconfig=/k', { kubernetes: { kubeconfig: '/k' } }],
    ['--server=https://k:6443', { kubernetes: { server: 'https://k:6443' } }],
    ['--annotation-prefix=dns.example/', { annotationPrefixes: ['dns.example/'] }],
    ['--ingress-class=nginx', { sources: [{ options: { classes: ['nginx'] } }] }],
    ['--ignore-ingress-tls-spec', { sources: [{ options: { ignoreTls: true } }] }],
    ['--ignore-ingress-rules-spec', { sources: [{ options: { ignoreRules: true } }] }],
    ['--ignore-hostname-annotation', { sources: [{ options: { ignoreHostnameAnnotation: true } }] }],
    ['--coredns-prefix=/other/', { outputs: [{ skydns: { prefix: '/other/' } }] }],
    ['--txt-owner-id=me', { owner: 'me' }],
    ['--min-ttl=1m12s', { outputs: [{ ttl: 72 }] }],
    ['--min-ttl=72', { outputs: [{ ttl: 72 }] }],
    ['--log-format=json', { log: { format: 'json' } }],
    ['--log-level=panic', { log: { level: 'fatal' } }],
    ['--metrics-address=127.0.0.1:9', { metrics: { listen: { host: '127.0.0.1', port: 9 } } }],
  ])('%s', (argument, expected) => {
    expect(translated(...base, argument).configuration).toMatchObject(expected);
  });

  test.each<[argument: string, expected: object]>([
    ['--service-type-filter=ClusterIP', { types: ['ClusterIP'] }],
    ['--publish-internal-services', { publishInternal: true }],
    ['--always-publish-not-ready-addresses', { publishNotReady: true }],
    ['--publish-host-ip', { publishHostIp: true }],
    ['--no-exclude-unschedulable', { excludeUnschedulable: false }],
    ['--exclude-unschedulable=false', { excludeUnschedulable: false }],
    ['--exclude-unschedulable', { excludeUnschedulable: true }],
    ['--expose-internal-ipv6', { exposeInternalIpv6: true }],
  ])('service: %s', (argument, expected) => {
    const { configuration } = translated('--source=service', '--provider=skydns', argument);
    expect(configuration.sources).toMatchObject([{ name: 'service', options: expected }]);
  });

  test('a value may follow its flag', () => {
    expect(translated('--source', 'ingress', '--provider', 'coredns').configuration.sources).toHaveLength(1);
  });

  test('lists grow, texts are replaced', () => {
    const argv = [...base, '--source=service', '--domain-filter=a.b', '--domain-filter=c.d', '--policy=sync'];
    const { configuration } = translated(...argv, '--policy=create-only');
    expect(configuration.sources.map(({ name }) => name)).toEqual(['ingress', 'service']);
    expect(configuration.outputs[0]).toMatchObject({ zones: ['a.b', 'c.d'], policy: 'create-only' });
  });

  test('a domain with a leading dot means only what is below', () => {
    expect(translated(...base, '--domain-filter=.a.b').configuration.outputs[0]).toMatchObject({
      zones: ['a.b'],
      filter: { include: ['.a.b'] },
    });
  });

  test('an expression replaces the domain filter, as in ExternalDNS', () => {
    const argv = [...base, '--domain-filter=a.b', '--regex-domain-filter=x'];
    expect(translated(...argv).configuration.outputs[0]).toMatchObject({ zones: ['.'] });
  });

  test('--once and --dry-run are handed on', () => {
    expect(translated(...base, '--once', '--dry-run')).toMatchObject({ once: true, dryRun: true });
  });
});

describe('the environment', () => {
  test('gives flags, lists one item a line', () => {
    const result = translate([], {
      EXTERNAL_DNS_SOURCE: 'ingress\nservice\n',
      EXTERNAL_DNS_PROVIDER: 'coredns',
      EXTERNAL_DNS_TXT_OWNER_ID: 'env',
      EXTERNAL_DNS_ONCE: 'true',
    });
    expect(result).toMatchObject({
      ok: true,
      value: {
        once: true,
        configuration: { owner: 'env', sources: [{ name: 'ingress' }, { name: 'service' }] },
      },
    });
  });

  test('comes after the command line', () => {
    const result = translate(base, { EXTERNAL_DNS_SOURCE: 'service', EXTERNAL_DNS_POLICY: '' });
    expect(result).toMatchObject({ ok: true, value: { configuration: { sources: [{ name: 'ingress' }] } } });
  });

  test('is not asked what a secret is', () => {
    const result = translate(base, { ETCD_PASSWORD: 's3cret', ETCD_USERNAME: 'root' });
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });

  test('is checked like the command line', () => {
    expect(told(base, { EXTERNAL_DNS_ONCE: 'perhaps' })).toEqual([
      'EXTERNAL_DNS_ONCE is "perhaps". It must be true or false.',
    ]);
  });
});

describe('what is not possible', () => {
  test.each<[argv: string[], told: string]>([
    [[...base, '--sourc=ingress'], 'ExternalDNS 0.22 has no flag --sourc. Did you mean --source?'],
    [
      ['--source=pod', '--provider=coredns'],
      '--source=pod of ExternalDNS is not supported yet. Leave it out, or stay with ExternalDNS until a later version.',
    ],
    [
      ['--source=ingres', '--provider=coredns'],
      'ExternalDNS 0.22 knows no --source=ingres. Did you mean --source=ingress?',
    ],
    [
      ['--source=ingress', '--provider=aws'],
      '--provider=aws of ExternalDNS is not supported yet. Leave it out, or stay with ExternalDNS until a later version.',
    ],
    [
      [...base, '--fqdn-template={{.Name}}.a.b'],
      'The flag --fqdn-template of ExternalDNS is not supported yet. Leave it out, or stay with ExternalDNS until a later version.',
    ],
    [
      [...base, '--registry=dynamodb'],
      '--registry=dynamodb of ExternalDNS is not supported yet. Leave it out, or stay with ExternalDNS until a later version.',
    ],
    [['--provider=coredns'], 'The flag --source is required. Add one, such as --source=ingress.'],
    [['--source=ingress'], 'The flag --provider is required. Add one, such as --provider=coredns.'],
    [[...base, '--policy=snyc'], '--policy is "snyc". It must be sync, upsert-only or create-only.'],
    [[...base, '--min-ttl=soon'], '--min-ttl is "soon". It must be a duration such as 1m12s, 72s or 72.'],
    [[...base, '--once=maybe'], '--once is "maybe". It must be true or false.'],
    [[...base, '--policy'], 'The flag --policy has no value. Write --policy=VALUE.'],
    [
      [...base, 'ingress'],
      'The argument "ingress" is no flag. ExternalDNS takes flags only, such as --source=ingress.',
    ],
    [
      [...base, '--coredns-prefix=/a/b/'],
      '--coredns-prefix: does not have the right form. The `path` of CoreDNS’s etcd plugin: one segment, such as /skydns.',
    ],
    [
      [...base, '--domain-filter=a..b'],
      '--domain-filter: The name "a..b" has an empty label. Remove the extra dot; one trailing dot is allowed.',
    ],
  ])('%j', (argv, message) => {
    expect(told(argv)).toEqual([message]);
  });

  test('all at once', () => {
    expect(told(['--provider=aws', '--nonsense', '--policy=x', '--create-ptr'])).toHaveLength(5);
  });
});

describe('the table of flags', () => {
  test('is that of ExternalDNS 0.22', () => {
    expect(flags.size).toBe(180);
    expect(knownSources).toHaveLength(25);
    expect(knownProviders).toHaveLength(24);
  });

  test.each([...flags.values()].map((flag) => [flag.name, flag] as const))(
    '--%s with its default asks for nothing that cannot be done',
    (name, flag) => {
      const value = flag.kind === 'switch' ? [] : [`=${flag.default}`];
      const prefix = flag.kind === 'switch' && flag.default === 'false' ? '--no-' : '--';
      const result = translate([...base, `${prefix}${name}${value.join('')}`], {});
      const unsupported = result.ok
        ? []
        : result.problems.filter(({ code }) => code === 'SKY_FLAG_UNSUPPORTED');
      expect(unsupported).toEqual([]);
    },
  );

  test.each(
    [...flags.values()]
      .filter(({ status }) => status.is === 'later')
      .map((flag) => [flag.name, flag] as const),
  )('--%s is known, and said not to be supported yet', (name, flag) => {
    const on = flag.default === 'true' ? `--no-${name}` : `--${name}`;
    const argument = flag.kind === 'switch' ? on : `--${name}=17.example`;
    expect(told([...base, argument])).toEqual([
      `The flag --${name} of ExternalDNS is not supported yet. Leave it out, or stay with ExternalDNS until a later version.`,
    ]);
  });

  test('what is accepted is explained once', () => {
    const { notes } = translated(...base, '--policy=sync', '--events', '--interval=5m', '--txt-prefix=x-');
    expect(notes).toEqual([
      '--events, --interval: nothing to do here. Objects and etcd are watched: every change is published at once.',
      '--txt-prefix: nothing to do here. Ownership stands in each value: no TXT records are written.',
    ]);
  });
});
