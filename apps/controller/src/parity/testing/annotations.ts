import fc from 'fast-check';
import { annotated, contested, listOf, ofLocalTraffic, ofOldPrefix, ofOthers } from './names.ts';
import { target } from './targets.ts';

export const PREFIX = 'external-dns.kubernetes.io/';
export const OLD_PREFIX = 'external-dns.alpha.kubernetes.io/';

export type Annotations = Readonly<Record<string, string>>;

const ttl = fc.constantFrom(
  '60',
  '120',
  '1m',
  '90s',
  '1.5s',
  '1h2m',
  '0',
  '-5',
  '0.5s',
  'soon',
  '2147483648',
  ' 60',
  '6e1',
  '1d',
);

const common = {
  target: rarely(7, listOf(target)),
  ttl: rarely(4, ttl),
  controller: rarely(15, fc.constantFrom('dns-controller', 'another', '')),
  'set-identifier': rarely(25, fc.constantFrom('blue', 'green')),
  'coredns-group': rarely(25, fc.constantFrom('g1', 'g2')),
  'aws-weight': rarely(25, fc.constant('10')),
  alias: rarely(25, fc.constantFrom('true', 'false', 'A')),
};

const ofIngress = {
  hostname: rarely(3, listOf(annotated('ingress'))),
  'ingress-hostname-source': rarely(
    8,
    fc.constantFrom('defined-hosts-only', 'Annotation-Only', 'annotation', ''),
  ),
};

const ofService = {
  hostname: fc.option(listOf(annotated('service')), { freq: 6, nil: undefined }),
  'internal-hostname': rarely(4, listOf(annotated('service'))),
  access: rarely(4, fc.constantFrom('public', 'private', 'Public', 'both')),
  'endpoints-type': rarely(3, fc.constantFrom('NodeExternalIP', 'HostIP', 'nodeexternalip', 'Pod')),
};

export const ingressAnnotations = fc.record({ ...common, ...ofIngress }).map(withPrefix(PREFIX));
export const serviceAnnotations = fc.record({ ...common, ...ofService }).map(withPrefix(PREFIX));

/** On Services with nothing strange about them. */
export const plainAnnotations = fc.record({ hostname: contested }).map(withPrefix(PREFIX));

export const localAnnotations = fc
  .record({ ...common, hostname: listOf(ofLocalTraffic), access: ofService.access })
  .map(withPrefix(PREFIX));

/** On Services that name nothing for ExternalDNS itself: those of mate, Molecule and kOps's dns-controller. */
export const compatibleAnnotations = fc
  .record({
    'zalando.org/dnsname': rarely(2, ofOthers),
    domainName: rarely(
      2,
      ofOthers.map((name) => `${name}, d.${name}`),
    ),
    'dns.alpha.kubernetes.io/external': rarely(2, ofOthers),
    'dns.alpha.kubernetes.io/internal': rarely(3, ofOthers),
  })
  .map(withPrefix(''));

/** On objects whose names nobody else asks for: of the prefix before 0.22 alone, or of both at once. */
export const oldAnnotations = fc
  .tuple(
    fc.record({ hostname: ofOldPrefix, ttl: common.ttl, target: common.target }),
    fc.option(fc.record({ hostname: rarely(2, ofOldPrefix), ttl: common.ttl }), { nil: {} }),
  )
  .map(([old, present]) => ({ ...withPrefix(OLD_PREFIX)(old), ...withPrefix(PREFIX)(present) }));

/** One time in `n`, else nothing. */
function rarely<T>(n: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: n - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

function withPrefix(prefix: string): (fields: Record<string, string | undefined>) => Annotations {
  return (fields) =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([key, value]) =>
        value === undefined ? [] : [[`${prefix}${key}`, value]],
      ),
    );
}
