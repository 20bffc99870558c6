import { explain } from '../config/explain.ts';
import { formatPath } from '../config/problem.ts';
import { type Configuration, type ConfigurationInput, schema } from '../config/schema.ts';
import { nearest } from '../text/nearest.ts';
import { type ArgumentProblem, badValue, type Environment, readArguments } from './arguments.ts';
import { flags, knownProviders, knownRegistries, knownSources } from './flags.ts';
import { parseGoDuration } from './go-duration.ts';

/** What an ExternalDNS command line means here. */
export interface Translation {
  /** As its author would write it; the etcd behind `skydns` comes from the ETCD_ variables. */
  readonly written: ConfigurationInput;
  /** The same, read. */
  readonly configuration: Configuration;
  /** Exit when everything is in step. */
  readonly once: boolean;
  /** Say what would be written instead of writing. */
  readonly dryRun: boolean;
  /** What deserves to be known, each told once at the start. */
  readonly notes: readonly string[];
}

export type TranslationResult =
  | { readonly ok: true; readonly value: Translation }
  | { readonly ok: false; readonly problems: readonly ArgumentProblem[] };

/** From ExternalDNS's arguments and environment to a configuration. Pure. */
export function translate(argv: readonly string[], environment: Environment): TranslationResult {
  const given = readArguments(argv, environment);
  const ask = questions(given.values);
  const problems = [...given.problems, ...unsupported(given.values)];
  const written = configurationOf(ask, problems);
  const parsed = schema.safeParse(written, { reportInput: true });
  if (!parsed.success) problems.push(...parsed.error.issues.flatMap(ofFlag));
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    value: {
      written,
      configuration: parsed.data,
      once: ask.switch('once'),
      dryRun: ask.switch('dry-run'),
      notes: notesOf(given.values),
    },
  };
}

/** Where each flag goes, for values that only the configuration can judge. */
const flagsByPath: readonly (readonly [path: RegExp, flag: string])[] = [
  [/^owner$/, 'txt-owner-id'],
  [/^annotationPrefixes/, 'annotation-prefix'],
  [/^metrics/, 'metrics-address'],
  [/\.skydns\.prefix$/, 'coredns-prefix'],
  [/\.zones|\.filter\.include\[/, 'domain-filter'],
  [/\.filter\.exclude\[/, 'exclude-domains'],
  [/\.filter\.includeRegex/, 'regex-domain-filter'],
  [/\.filter\.excludeRegex/, 'regex-domain-exclusion'],
];

function ofFlag(issue: Parameters<typeof explain>[0]): ArgumentProblem[] {
  return explain(issue, schema).flatMap(({ path, message, hint }) => {
    const where = formatPath(path);
    // What is missing because of a flag has been told with that flag.
    if (/^(?:sources|log)\b/.test(where)) return [];
    const flag = flagsByPath.find(([pattern]) => pattern.test(where))?.[1];
    const place = flag === undefined ? message : message.replace(/^`[^`]*`:?/, `--${flag}:`);
    return [{ code: 'SKY_FLAG_VALUE', message: place, hint }];
  });
}

interface Questions {
  switch(name: string): boolean;
  text(name: string): string;
  /** Empty where only empty texts are given: charts pass them for what is not set. */
  list(name: string): string[];
}

function questions(values: ReadonlyMap<string, readonly string[]>): Questions {
  const fallback = (name: string): string => flags.get(name)?.default ?? '';
  const text = (name: string): string => values.get(name)?.at(-1) ?? fallback(name);
  return {
    text,
    switch: (name) => /^(?:true|1)$/i.test(text(name)),
    list: (name) => (values.get(name) ?? []).filter((value) => value !== ''),
  };
}

function configurationOf(ask: Questions, problems: ArgumentProblem[]): ConfigurationInput {
  const kubernetes = {
    ...optional('kubeconfig', ask.text('kubeconfig')),
    ...optional('server', ask.text('server')),
    ...optional('labelSelector', ask.text('label-filter')),
    ...(ask.text('namespace') === '' ? {} : { namespaces: [ask.text('namespace')] }),
  };
  const prefix = ask.text('annotation-prefix');
  checkProvider(ask, problems);
  return {
    owner: ask.text('txt-owner-id'),
    kubernetes,
    sources: sourcesOf(ask, problems),
    // Somebody who names no prefix may have objects from before 0.22 and from after: both are read.
    ...(prefix === flags.get('annotation-prefix')?.default ? {} : { annotationPrefixes: [prefix] }),
    sharing: 'any',
    outputs: [
      {
        name: 'coredns',
        ...policyOf(ask, problems),
        ...ttlOf(ask, problems),
        ...zonesOf(ask),
        skydns: { prefix: ask.text('coredns-prefix') },
      },
    ],
    metrics: { listen: ask.text('metrics-address') },
    log: logOf(ask, problems),
  };
}

type SourceInput = ConfigurationInput['sources'][number];

function sourcesOf(ask: Questions, problems: ArgumentProblem[]): SourceInput[] {
  const names = new Set(ask.list('source'));
  if (names.size === 0) problems.push(missing('source', 'ingress'));
  return [...names].flatMap((name): SourceInput[] => {
    if (name === 'ingress') {
      const options = {
        classes: ask.list('ingress-class'),
        ignoreRules: ask.switch('ignore-ingress-rules-spec'),
        ignoreTls: ask.switch('ignore-ingress-tls-spec'),
        ignoreHostnameAnnotation: ask.switch('ignore-hostname-annotation'),
      };
      return [{ ingress: options }];
    }
    if (name === 'service') return [{ service: serviceOptions(ask, problems) }];
    problems.push(notOneOf('source', name, knownSources));
    return [];
  });
}

const serviceTypes = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const;

function serviceOptions(ask: Questions, problems: ArgumentProblem[]) {
  const types = ask.list('service-type-filter').flatMap((name) => {
    const type = serviceTypes.find((known) => known === name);
    if (type === undefined) problems.push(notOneOf('service-type-filter', name, serviceTypes));
    return type ?? [];
  });
  return {
    types,
    publishInternal: ask.switch('publish-internal-services'),
    publishHostIp: ask.switch('publish-host-ip'),
    publishNotReady: ask.switch('always-publish-not-ready-addresses'),
    excludeUnschedulable: ask.switch('exclude-unschedulable'),
    exposeInternalIpv6: ask.switch('expose-internal-ipv6'),
    ignoreHostnameAnnotation: ask.switch('ignore-hostname-annotation'),
  };
}

function checkProvider(ask: Questions, problems: ArgumentProblem[]): void {
  const provider = ask.text('provider');
  if (provider === '') problems.push(missing('provider', 'coredns'));
  else if (provider !== 'coredns' && provider !== 'skydns') {
    problems.push(notOneOf('provider', provider, knownProviders));
  }
  const registry = ask.text('registry');
  if (registry !== 'txt' && registry !== 'noop') {
    problems.push(notOneOf('registry', registry, knownRegistries));
  }
}

function policyOf(ask: Questions, problems: ArgumentProblem[]) {
  const value = ask.text('policy');
  if (value === '') return { policy: 'sync' as const };
  const policy = (['sync', 'upsert-only', 'create-only'] as const).find((known) => known === value);
  if (policy !== undefined) return { policy };
  problems.push(badValue('--policy', value, 'sync, upsert-only or create-only'));
  return {};
}

function ttlOf(ask: Questions, problems: ArgumentProblem[]): { ttl?: number } {
  const value = ask.text('min-ttl');
  const seconds = parseGoDuration(value);
  if (seconds === undefined)
    problems.push(badValue('--min-ttl', value, 'a duration such as 1m12s, 72s or 72'));
  return seconds === undefined || seconds < 1 ? {} : { ttl: Math.floor(seconds) };
}

/**
 * The domain filter names the zones: nothing outside is touched. Without one, or with an expression in its
 * place, ExternalDNS writes anywhere below the prefix; so does this.
 */
function zonesOf(ask: Questions): Pick<ConfigurationInput['outputs'][number], 'zones' | 'filter'> {
  const includeRegex = ask.text('regex-domain-filter');
  const excludeRegex = ask.text('regex-domain-exclusion');
  if (includeRegex !== '' || excludeRegex !== '') {
    const filter = { ...optional('includeRegex', includeRegex), ...optional('excludeRegex', excludeRegex) };
    return { zones: ['.'], filter };
  }
  const include = ask.list('domain-filter').map((domain) => domain.trim());
  const exclude = ask.list('exclude-domains');
  const zones = new Set(include.map((domain) => domain.replace(/^\./, '').replace(/\.$/, '').toLowerCase()));
  const belowOnly = include.some((domain) => domain.startsWith('.'));
  const filter = {
    ...(belowOnly ? { include } : {}),
    ...(exclude.length > 0 ? { exclude } : {}),
  };
  return {
    zones: zones.size === 0 ? ['.'] : [...zones],
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
  };
}

const levels = {
  panic: 'fatal',
  fatal: 'fatal',
  error: 'error',
  warning: 'warn',
  info: 'info',
  debug: 'debug',
} as const;

function logOf(ask: Questions, problems: ArgumentProblem[]): ConfigurationInput['log'] {
  const level = ask.text('log-level');
  const format = ask.text('log-format');
  const known = Object.entries(levels).find(([name]) => name === level)?.[1];
  if (known === undefined) problems.push(badValue('--log-level', level, Object.keys(levels).join(', ')));
  if (format !== 'text' && format !== 'json') problems.push(badValue('--log-format', format, 'text or json'));
  return { level: known ?? 'info', format: format === 'json' ? 'json' : 'pretty' };
}

function unsupported(values: ReadonlyMap<string, readonly string[]>): ArgumentProblem[] {
  return [...values].flatMap(([name, given]): ArgumentProblem[] => {
    const flag = flags.get(name);
    if (flag?.status.is !== 'later' || given.every((value) => value === flag.default || value === ''))
      return [];
    return [
      {
        code: 'SKY_FLAG_UNSUPPORTED',
        message: `The flag --${name} of ExternalDNS is not supported yet.`,
        hint: 'Leave it out, or stay with ExternalDNS until a later version.',
      },
    ];
  });
}

function notesOf(values: ReadonlyMap<string, readonly string[]>): string[] {
  const reasons = new Map<string, string[]>();
  for (const [name, given] of values) {
    const flag = flags.get(name);
    if (flag?.status.is !== 'accepted' || given.every((value) => value === flag.default)) continue;
    reasons.set(flag.status.why, [...(reasons.get(flag.status.why) ?? []), `--${name}`]);
  }
  const notes = [...reasons].map(([why, names]) => `${names.join(', ')}: nothing to do here. ${why}`);
  if (!values.has('policy')) {
    notes.push('--policy is not given: sync, as in ExternalDNS before 0.22, which has no default any more.');
  }
  return notes;
}

function notOneOf(name: string, value: string, known: readonly string[]): ArgumentProblem {
  if (known.includes(value)) {
    return {
      code: 'SKY_FLAG_UNSUPPORTED',
      message: `--${name}=${value} of ExternalDNS is not supported yet.`,
      hint: 'Leave it out, or stay with ExternalDNS until a later version.',
    };
  }
  const meant = nearest(value, known);
  return {
    code: 'SKY_FLAG_VALUE',
    message: `ExternalDNS 0.22 knows no --${name}=${value.slice(0, 80)}.`,
    hint: meant === undefined ? `It knows ${known.join(', ')}.` : `Did you mean --${name}=${meant}?`,
  };
}

function missing(name: string, example: string): ArgumentProblem {
  return {
    code: 'SKY_FLAG_MISSING',
    message: `The flag --${name} is required.`,
    hint: `Add one, such as --${name}=${example}.`,
  };
}

function optional<K extends string>(key: K, value: string): { [P in K]?: string } {
  return value === '' ? {} : ({ [key]: value } as { [P in K]?: string });
}
