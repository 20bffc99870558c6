import type { Ingress, KubernetesObject, Service } from '../object/object.ts';
import { refOf } from '../object/object.ts';
import type { Problem } from '../problem.ts';
import { quoted } from '../quoted.ts';
import type { Template } from '../template/template.ts';
import { collector } from './collector.ts';
import type { Placed } from './report.ts';
import { noClaims, type SourceResult } from './source.ts';
import { groupTargets, readAll, readTarget, type Targets } from './targets.ts';

const HOSTS = 'host template';
const PAIRS = 'host:target template';

/**
 * What an object asks for itself, then what each template adds: only while nothing has a target yet, or
 * always if they are combined. What a template cannot point at anything is not claimed beside other names,
 * which will have their targets soon.
 */
export function withTemplates(
  own: SourceResult,
  templates: readonly (() => SourceResult)[],
  combine: boolean,
): SourceResult {
  return templates.reduce((before, template) => {
    if (combine) return joined(before, template());
    if (before.incomplete === true || before.claims.some(isLive)) return before;
    const added = template();
    return joined(
      before,
      before.claims.length === 0 ? added : { ...added, claims: added.claims.filter(isLive) },
    );
  }, own);
}

function isLive({ targets }: SourceResult['claims'][number]): boolean {
  return targets.length > 0;
}

function joined(a: SourceResult, b: SourceResult): SourceResult {
  if (b === noClaims) return a;
  const news = b.problems.filter(
    ({ code, message, origin }) =>
      !a.problems.some(
        (told) => told.code === code && told.message === message && told.origin.rule === origin.rule,
      ),
  );
  return {
    claims: [...a.claims, ...b.claims],
    problems: [...a.problems, ...news],
    incomplete: (a.incomplete ?? false) || (b.incomplete ?? false),
  };
}

/** The names that a template makes, published as names of the object are. ExternalDNS: `--fqdn-template`. */
export function hostClaims(
  object: Ingress | Service,
  template: Template,
  source: string,
  publish: (hosts: readonly Placed[]) => SourceResult,
): SourceResult {
  const hosts = template.entries(object, source);
  if (!hosts.ok) return failedTemplate(object, HOSTS, hosts.problem);
  return hosts.value.length === 0 ? noClaims : publish(hosts.value.map((text) => ({ text, rule: HOSTS })));
}

/**
 * The names that a template makes with their targets, as `host:target`, where the target may have colons
 * itself. They have no TTL, whatever the object says. ExternalDNS: `--fqdn-target-template`.
 */
export function pairClaims(
  object: Ingress | Service,
  template: Template,
  source: string,
  forced: Targets,
): SourceResult {
  const pairs = template.entries(object, source);
  if (!pairs.ok) return failedTemplate(object, PAIRS, pairs.problem);
  const collect = collector(object, forced);
  for (const pair of pairs.value) {
    const [, host = '', target = ''] = /^([^:]*):(.*)$/s.exec(pair)?.map((part) => part.trim()) ?? [];
    if (host === '') collect.report(PAIRS, noPair(pair));
    const hosts = host === '' ? [] : [{ text: host, rule: PAIRS }];
    const places = target === '' ? [] : [{ text: target, rule: PAIRS }];
    const targets = groupTargets(readAll(places, readTarget, collect.report));
    for (const wanted of collect.names(hosts)) collect.want(wanted, targets);
  }
  return collect.result(undefined);
}

function failedTemplate(object: KubernetesObject, rule: string, problem: Problem): SourceResult {
  return {
    claims: [],
    problems: [{ ...problem, origin: { object: refOf(object), rule } }],
    incomplete: true,
  };
}

function noPair(pair: string): Problem {
  return {
    code: 'SKY_TEMPLATE_PAIR',
    message: `The ${PAIRS} gives ${quoted(pair)}, which is no host and target with a colon between them.`,
    hint: 'Let the template print entries such as www.example.com:192.0.2.1, with commas between them.',
  };
}
