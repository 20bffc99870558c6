import { everything, type Selector } from '../filter/selector.ts';
import type { Ingress } from '../object/object.ts';
import { noTemplate, type Template } from '../template/template.ts';
import { type Annotations, annotationsOf, defaultAnnotationPrefixes, isForAnother } from './annotations.ts';
import { collector } from './collector.ts';
import { loadBalancerTargets } from './load-balancer.ts';
import type { Placed } from './report.ts';
import { noClaims, type Source, type SourceResult } from './source.ts';
import { noTargets, type Targets } from './targets.ts';
import { hostClaims, withTemplates } from './templates.ts';

/** What of Ingresses becomes claims. */
export interface IngressOptions {
  /**
   * Only Ingresses of these classes (`spec.ingressClassName`, or where that is empty the annotation
   * `kubernetes.io/ingress.class`); all when empty. ExternalDNS: `--ingress-class`.
   */
  readonly classes?: readonly string[];
  /** Takes no host from `spec.rules`. ExternalDNS: `--ignore-ingress-rules-spec`. */
  readonly ignoreRules?: boolean;
  /** Takes no host from `spec.tls`. ExternalDNS: `--ignore-ingress-tls-spec`. */
  readonly ignoreTls?: boolean;
  /** Takes no host from the hostname annotation. ExternalDNS: `--ignore-hostname-annotation`. */
  readonly ignoreHostnameAnnotation?: boolean;
  /** Prefixes of annotations, with their slash; the first wins. ExternalDNS: `--annotation-prefix`, only one. */
  readonly annotationPrefixes?: readonly string[];
  /** Only Ingresses whose annotations it selects. ExternalDNS: `--annotation-filter`. */
  readonly annotationFilter?: Selector;
  /**
   * What every name points at that points at anything, whatever the object says; none when empty.
   * ExternalDNS: `--default-targets` with `--force-default-targets`.
   */
  readonly forcedTargets?: Targets;
  /**
   * Makes names of an object by itself: where nothing else of it is published, or always (`combineTemplates`).
   * ExternalDNS: `--fqdn-template`.
   */
  readonly hostTemplate?: Template;
  /** Publishes what templates make beside the names that objects have. ExternalDNS: `--combine-fqdn-annotation`. */
  readonly combineTemplates?: boolean;
}

export const ingressDefaults: Required<IngressOptions> = {
  classes: [],
  ignoreRules: false,
  ignoreTls: false,
  ignoreHostnameAnnotation: false,
  annotationPrefixes: defaultAnnotationPrefixes,
  annotationFilter: everything,
  forcedTargets: noTargets,
  hostTemplate: noTemplate,
  combineTemplates: false,
};

const LEGACY_CLASS = 'kubernetes.io/ingress.class';
const HOSTNAME_SOURCES = ['defined-hosts-only', 'annotation-only'] as const;

/**
 * Names from the hosts of an Ingress: rules, TLS and the annotation `hostname`, limited to one side by
 * `ingress-hostname-source` (for an unknown value ExternalDNS publishes nothing and says nothing; here it
 * is a problem and counts as absent). Targets from the annotation `target`, else from the status.
 */
export function ingressSource(options: IngressOptions = {}): Source<'Ingress'> {
  const settings = { ...ingressDefaults, ...options };
  const { annotationPrefixes, annotationFilter, classes, forcedTargets, hostTemplate } = settings;
  const publishes = (ingress: Ingress): boolean =>
    isOfClass(ingress, classes) &&
    annotationFilter.matches(ingress.metadata.annotations) &&
    !isForAnother(ingress, annotationPrefixes);

  function publish(ingress: Ingress, hostsIn: (annotations: Annotations) => readonly Placed[]): SourceResult {
    const collect = collector(ingress, forcedTargets);
    const annotations = annotationsOf(ingress, annotationPrefixes, collect.report);
    const names = collect.names(hostsIn(annotations));
    if (names.length === 0) return collect.result(undefined);
    const targets = annotations.targets() ?? loadBalancerTargets(ingress.loadBalancer, collect.report);
    for (const name of names) collect.want(name, targets);
    annotations.unsupported();
    return collect.result(annotations.ttl(), annotations.reverse());
  }

  return {
    name: 'ingress',
    kind: 'Ingress',
    refersTo: [],
    fields: hostTemplate.fields('Ingress'),
    claims(ingress) {
      if (!publishes(ingress)) return noClaims;
      const own = publish(ingress, (annotations) => hostsOf(ingress, annotations, settings));
      const templated = () =>
        hostClaims(ingress, hostTemplate, 'ingress', (hosts) => publish(ingress, () => hosts));
      return withTemplates(own, [templated], settings.combineTemplates);
    },
    dependents: () => [],
  };
}

function isOfClass({ className, metadata }: Ingress, classes: readonly string[]): boolean {
  if (classes.length === 0) return true;
  const named = className === undefined || className === '' ? metadata.annotations[LEGACY_CLASS] : className;
  return named !== undefined && classes.includes(named);
}

function hostsOf(ingress: Ingress, annotations: Annotations, settings: Required<IngressOptions>): Placed[] {
  const only = annotations.oneOf('ingress-hostname-source', HOSTNAME_SOURCES);
  const defined = only !== 'annotation-only';
  const annotated = only !== 'defined-hosts-only' && !settings.ignoreHostnameAnnotation;
  return [
    ...(defined && !settings.ignoreRules ? ruleHosts(ingress) : []),
    ...(defined && !settings.ignoreTls ? tlsHosts(ingress) : []),
    ...(annotated ? annotations.list('hostname') : []),
  ];
}

/** A rule without host matches every host: it names none. */
function ruleHosts({ ruleHosts }: Ingress): Placed[] {
  return ruleHosts.flatMap((text, index) =>
    text === '' ? [] : [{ text, rule: `spec.rules[${index}].host` }],
  );
}

function tlsHosts({ tlsHosts }: Ingress): Placed[] {
  return tlsHosts.flatMap((hosts, tls) =>
    hosts.map((text, index) => ({ text, rule: `spec.tls[${tls}].hosts[${index}]` })),
  );
}
