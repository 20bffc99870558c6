import { describe, expect, test } from 'vitest';
import { type Translation, translate } from './translate.ts';

const base = ['--source=ingress', '--provider=coredns', '--policy=sync'];

function translated(...argv: string[]): Translation {
  const result = translate(argv, {});
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.value;
}

function told(argv: readonly string[]): string[] {
  const result = translate(argv, {});
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
      annotationPrefixes: ['external-dns.alpha.kubernetes.io/', 'external-dns.kubernetes.io/'],
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
    ['--annotation-filter=a in (b)', { sources: [{ options: { annotationFilter: 'a in (b)' } }] }],
    ['--annotation-filter=', { sources: [{ name: 'ingress' }] }],
    ['--fqdn-template={{.Name}}.a.b', { sources: [{ options: { hostTemplates: ['{{.Name}}.a.b'] } }] }],
    ['--fqdn-target-template=x:1.2.3.4', { sources: [{ options: { hostTargetTemplates: ['x:1.2.3.4'] } }] }],
    ['--combine-fqdn-annotation', { sources: [{ options: { combineTemplates: true } }] }],
    ['--default-targets=192.0.2.1', { sources: [{ options: { forcedTargets: [] } }] }],
    ['--once', { outputs: [{ recordTypes: ['A', 'AAAA', 'CNAME'] }] }],
    ['--managed-record-types=SRV', { outputs: [{ recordTypes: ['SRV'] }] }],
    ['--exclude-record-types=AAAA', { outputs: [{ recordTypes: ['A', 'CNAME'] }] }],
    ['--managed-record-types=FOO', { outputs: [{ recordTypes: [] }] }],
    ['--target-net-filter=10.0.0.0/8', { outputs: [{ targetNets: { only: ['10.0.0.0/8'], except: [] } }] }],
    ['--exclude-target-net=fd00::/8', { outputs: [{ targetNets: { only: [], except: ['fd00::/8'] } }] }],
    ['--nat64-networks=64:ff9b::/96', { derive: { createPtr: false, nat64Networks: ['64:ff9b::/96'] } }],
    ['--mass-deletion-share=1', { guards: { massDeletion: { share: 1 } } }],
    ['--release-deletions=7f3a91c2', { guards: { massDeletion: { release: ['7f3a91c2'] } } }],
    ['--min-ttl=-5s', { outputs: [{ policy: 'sync' }] }],
    ['--coredns-prefix=/other/', { outputs: [{ skydns: { prefix: '/other/' } }] }],
    ['--txt-owner-id=me', { owner: 'me' }],
    ['--min-ttl=1m12s', { outputs: [{ ttl: 72 }] }],
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
    ['--exclude-unschedulable', { excludeUnschedulable: true }],
    ['--expose-internal-ipv6', { exposeInternalIpv6: true, pods: true }],
    ['--resolve-service-load-balancer-hostname', { resolveLoadBalancer: true }],
    ['--compatibility=mate', { compatibility: 'mate' }],
    ['--compatibility=', { compatibility: 'none' }],
  ])('service: %s', (argument, expected) => {
    const { configuration } = translated('--source=service', '--provider=skydns', argument);
    expect(configuration.sources).toMatchObject([{ name: 'service', options: expected }]);
  });

  test('a value may follow its flag', () => {
    expect(translated('--source', 'ingress', '--provider', 'coredns').configuration.sources).toHaveLength(1);
  });

  test('lists grow', () => {
    const argv = [...base, '--source=service', '--domain-filter=a.b', '--domain-filter=c.d'];
    const { configuration } = translated(...argv);
    expect(configuration.sources.map(({ name }) => name)).toEqual(['ingress', 'service']);
    expect(configuration.outputs[0]).toMatchObject({ zones: ['a.b', 'c.d'] });
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

  test('PTR records need their type', () => {
    const argv = [...base, '--create-ptr', '--managed-record-types=PTR'];
    expect(translated(...argv).configuration).toMatchObject({ derive: { createPtr: true } });
    expect(told([...base, '--create-ptr'])).toEqual([
      expect.stringContaining('PTR is not among --managed-record-types'),
    ]);
  });

  test('what ExternalDNS takes without effect is said', () => {
    const argv = ['--managed-record-types=AAA', '--target-net-filter=10.0.0.0', '--annotation-prefix=a/'];
    expect(translated(...base, ...argv).notes).toEqual([
      '--managed-record-types=AAA has no effect: no such records are published.',
      '--target-net-filter=10.0.0.0 has no effect: it is no network in CIDR notation.',
    ]);
  });

  test('default targets count where they are forced', () => {
    const argv = [
      ...base,
      '--default-targets=192.0.2.1',
      '--default-targets=lb.a.b',
      '--force-default-targets',
    ];
    expect(translated(...argv).configuration.sources).toMatchObject([
      { options: { forcedTargets: ['192.0.2.1', 'lb.a.b'] } },
    ]);
  });

  test('names are made by templates alone where the annotations are ignored', () => {
    const argv = [...base, '--ignore-hostname-annotation', '--fqdn-template={{.Name}}.a.b'];
    expect(translated(...argv).configuration.sources).toMatchObject([
      { options: { ignoreHostnameAnnotation: true, hostTemplates: ['{{.Name}}.a.b'] } },
    ]);
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

  test('comes after the command line, and that is said', () => {
    const result = translate(base, { EXTERNAL_DNS_SOURCE: 'service', EXTERNAL_DNS_PROVIDER: 'coredns' });
    expect(result).toMatchObject({ ok: true, value: { configuration: { sources: [{ name: 'ingress' }] } } });
    expect(result.ok && result.value.notes).toContain(
      '--source counts, and not EXTERNAL_DNS_SOURCE, which differs.',
    );
  });

  test('is not asked what a secret is', () => {
    const result = translate(base, { ETCD_PASSWORD: 's3cret', ETCD_USERNAME: 'root' });
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });
});

describe('what is not possible', () => {
  test.each<[argv: string[], told: string]>([
    [
      ['--source=pod', '--provider=coredns'],
      '--source=pod cannot be taken over: this source is not read yet. Leave it out, or stay with ExternalDNS for what needs it.',
    ],
    [
      ['--source=ingres', '--provider=coredns'],
      '--source is "ingres", which ExternalDNS does not know. Did you mean ingress?',
    ],
    [
      ['--source=ingress', '--provider=aws'],
      '--provider=aws cannot be taken over: Skywriter writes the etcd behind CoreDNS, and no other. Leave it out, or stay with ExternalDNS for what needs it.',
    ],
    [
      [...base, '--registry=dynamodb'],
      '--registry=dynamodb cannot be taken over: Skywriter keeps ownership in etcd itself. Leave it out, or stay with ExternalDNS for what needs it.',
    ],
    [['--provider=coredns'], 'The flag --source is required. Add one, such as --source=ingress.'],
    [['--source=ingress'], 'The flag --provider is required. Add one, such as --provider=coredns.'],
    [
      [...base, '--coredns-prefix=/a/b/'],
      '--coredns-prefix: does not have the right form. The `path` of CoreDNS’s etcd plugin: one segment, such as /skydns.',
    ],
    [
      [...base, '--domain-filter=a..b'],
      '--domain-filter: The name "a..b" has an empty label. Remove the extra dot; one trailing dot is allowed.',
    ],
    [
      ['--source=service', '--provider=coredns', '--service-type-filter=Nodeport'],
      '--service-type-filter is "Nodeport". It must be one of ClusterIP, NodePort, LoadBalancer, ExternalName.',
    ],
    [
      [...base, '--fqdn-template={{.Name'],
      '--fqdn-template: The template is wrong at column 1: the action is not closed. Correct the template; its language is that of text/template of Go.',
    ],
    [
      [...base, '--fqdn-template=x', '--fqdn-template={{end}}'],
      '--fqdn-template: The template is wrong at column 3: {{end}} has nothing to end. Correct the template; its language is that of text/template of Go.',
    ],
    [
      [...base, '--source=service', '--annotation-filter=a in ('],
      '--annotation-filter: The selector "a in (" cannot be read: a ")" is missing. Write it as for kubectl: key=value, key!=value, key in (a,b), key notin (a,b), key, !key, with commas between.',
    ],
    [
      [...base, '--label-filter=a in ('],
      '--label-filter: The selector "a in (" cannot be read: a ")" is missing. Write it as for kubectl: key=value, key!=value, key in (a,b), key notin (a,b), key, !key, with commas between.',
    ],
    [
      [...base, '--default-targets=a..b', '--force-default-targets'],
      '--default-targets: The name "a..b" has an empty label. Remove the extra dot; one trailing dot is allowed.',
    ],
    [
      [...base, '--txt-owner-id=a,b'],
      '--txt-owner-id: does not have the right form. The id under which records are written: ASCII without comma, quote and backslash.',
    ],
    [
      [...base, '--txt-owner-id='],
      '--txt-owner-id: does not have the right form. The id under which records are written: ASCII without comma, quote and backslash.',
    ],
    [
      [...base, '--nat64-networks=64:ff9b::/64'],
      '--nat64-networks: The NAT64 network "64:ff9b::/64" is not an IPv6 network of 96 bits. Write one such as 64:ff9b::/96; other lengths of RFC 6052 are not supported.',
    ],
    [
      [...base, '--mass-deletion-share=2'],
      '--mass-deletion-share: must be at most 1. Deleting more than this share of an output’s names at once stops and asks; 1 never stops.',
    ],
    [
      [...base, '--annotation-prefix=a'],
      '--annotation-prefix does not end with "/". Write it with its slash, such as external-dns.kubernetes.io/.',
    ],
  ])('%j', (argv, message) => {
    expect(told(argv)).toEqual([message]);
  });

  test('all at once', () => {
    expect(told(['--provider=aws', '--nonsense', '--policy=x', '--aws-profile=x'])).toHaveLength(5);
  });
});
