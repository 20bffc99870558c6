import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readConfiguration } from '../config/read.ts';
import { type Flag, isList } from './flag.ts';
import { flags } from './flags.ts';
import { translate } from './translate.ts';

/** Values that are right one by one; texts with what YAML could misread. */
const texts: Readonly<Record<string, readonly string[]>> = {
  'annotation-prefix': ['external-dns.kubernetes.io/', 'a.b/'],
  'coredns-prefix': ['/skydns/', '/other/', '/'],
  'domain-filter': ['example.com', '.example.com', 'a.b', ''],
  'exclude-domains': ['x.example.com', ''],
  'managed-record-types': ['A', 'AAAA', 'CNAME', 'TXT', 'PTR', 'SRV'],
  'exclude-record-types': ['AAAA', 'TXT'],
  'mass-deletion-share': ['0', '0.25', '1'],
  'metrics-address': [':7979', '127.0.0.1:1', '[::1]:80'],
  'release-deletions': ['00000000', '12345678', '1e4'],
  'service-type-filter': ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName', ''],
  'txt-encrypt-aes-key': ['0123456789abcdef0123456789abcdef'],
  'txt-owner-id': ['default', 'null', '1e3', '0x1', 'no', 'team a/cluster=1: #b', ' '],
  'label-filter': ['app=a', 'a in (b, c),!d', ''],
  'annotation-filter': ['app=a', 'a in (b, c),!d', ''],
  'nat64-networks': ['64:ff9b::/96'],
  'target-net-filter': ['10.0.0.0/8', 'fd00::/8'],
  'exclude-target-net': ['10.1.0.0/16'],
  'default-targets': ['192.0.2.1', 'lb.example.net', '2001:db8::1'],
  'regex-domain-filter': ['\\.org$', '^a: #b', ''],
  'regex-domain-exclusion': ['^x', ''],
  'fqdn-template': ['{{.Name}}.example.com', "{{ .Namespace | toLower }}: '#'.example.com"],
  'target-template': ['{{.Name}}.example.net'],
  'fqdn-target-template': ['{{.Name}}.example.com:192.0.2.1'],
  'min-ttl': ['0s', '1m', '1.5h', '-1s'],
};

const supported = [...flags.values()].filter(
  ({ name, status }) =>
    (status.is === 'supported' || status.is === 'own') && !['source', 'provider'].includes(name),
);

function valuesOf(flag: Flag): fc.Arbitrary<readonly string[]> {
  const { name, kind } = flag;
  if (kind === 'switch') return fc.constantFrom([`--${name}`], [`--no-${name}`]);
  const one = fc
    .constantFrom(
      ...(typeof kind === 'object' ? kind.oneOf : (texts[name] ?? ['plain', 'a: b', '# c', '{d}', ''])),
    )
    .map((value) => `--${name}=${value}`);
  return isList(flag) ? fc.array(one, { maxLength: 3 }) : one.map((word) => [word]);
}

const commandLines = fc
  .record({
    sources: fc.constantFrom(
      ['--source=ingress'],
      ['--source=service'],
      ['--source=service', '--source=ingress'],
    ),
    rest: fc
      .subarray(supported)
      .chain((chosen) => fc.tuple(...chosen.map(valuesOf)))
      .map((words) => words.flat()),
  })
  .map(({ sources, rest }) => [...sources, '--provider=coredns', ...rest]);

test('what is printed means, when it is loaded, what the arguments mean', () => {
  let accepted = 0;
  fc.assert(
    fc.property(commandLines, (argv) => {
      const result = translate(argv, {});
      if (!result.ok) return;
      accepted += 1;
      const { written, configuration, secrets } = result.value;
      const printed = stringify(written);
      const loaded = readConfiguration(printed, 'printed.yaml');
      expect(loaded).toEqual({ ok: true, configuration });
      for (const secret of Object.values(secrets)) expect(printed).not.toContain(secret);
    }),
    { numRuns: 500 },
  );
  // Rules between flags refuse some; a test of nothing but refusals would prove nothing.
  expect(accepted).toBeGreaterThan(20);
});
