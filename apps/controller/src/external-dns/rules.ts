import { isDefault } from './flag.ts';
import type { Given } from './given.ts';
import { knownProviders, knownRegistries } from './known-values.ts';
import { type ArgumentProblem, brokenRule, missing, unsupported } from './problems.ts';

type Rule = (given: Given) => ArgumentProblem | undefined;

/**
 * What ExternalDNS 0.22 refuses of flags that are right one by one (its ValidateConfig), and what of their
 * values is not served here. Values that it does not know itself are told where they are read.
 */
const rules: readonly Rule[] = [
  (given) => {
    const provider = given.text('provider');
    if (provider === '') return missing('provider', 'coredns');
    if (provider === 'coredns' || provider === 'skydns') return undefined;
    if (!knownProviders.some((known) => known === provider)) return undefined;
    return unsupported(`--provider=${provider}`, 'Skywriter writes the etcd behind CoreDNS, and no other');
  },
  (given) => {
    const registry = given.text('registry');
    if (registry === 'txt' || registry === 'noop') return undefined;
    if (!knownRegistries.some((known) => known === registry)) return undefined;
    return unsupported(`--registry=${registry}`, 'Skywriter keeps ownership in etcd itself');
  },
  (given) =>
    given.switch('ignore-hostname-annotation') && given.list('fqdn-template').length === 0
      ? brokenRule(
          '--ignore-hostname-annotation is given without --fqdn-template.',
          'Add a template that makes the names, or leave the annotations in.',
        )
      : undefined,
  (given) =>
    given.text('txt-prefix') !== '' && given.text('txt-suffix') !== ''
      ? brokenRule('--txt-prefix and --txt-suffix are both given.', 'Keep the one that was used so far.')
      : undefined,
  (given) => {
    const prefix = given.text('annotation-prefix');
    if (prefix.endsWith('/')) return undefined;
    return brokenRule(
      prefix === '' ? '--annotation-prefix is empty.' : '--annotation-prefix does not end with "/".',
      'Write it with its slash, such as external-dns.kubernetes.io/.',
    );
  },
  ...['kube-api-qps', 'kube-api-burst'].map(
    (name): Rule =>
      (given) =>
        given.integer(name) > 0
          ? undefined
          : brokenRule(`--${name} is not greater than 0.`, 'Leave it out; it has no effect here.'),
  ),
  (given) =>
    given.switch('create-ptr') && !given.list('managed-record-types').includes('PTR')
      ? brokenRule(
          '--create-ptr is given, and PTR is not among --managed-record-types.',
          'Add --managed-record-types=PTR; that flag replaces its default, so name A, AAAA and CNAME, too.',
        )
      : undefined,
];

export function brokenRules(given: Given): ArgumentProblem[] {
  return rules.flatMap((rule) => rule(given) ?? []);
}

/** Flags that ask for what Skywriter does not do, each with the reason. */
export function refusals(given: Given): ArgumentProblem[] {
  return [...given.entries()].flatMap(([flag, values]) => {
    if (flag.status.is !== 'refused' || isDefault(flag, values)) return [];
    return [unsupported(given.place(flag.name), flag.status.why)];
  });
}
