import type { Finding } from './explain.ts';
import { laterWriters, writers } from './outputs.ts';
import { formatPath } from './problem.ts';

type Path = readonly PropertyKey[];
type Rule = (configuration: unknown) => Iterable<Finding>;

/**
 * What no single value shows: rules between several places of a configuration. They run on the raw value,
 * whatever else is wrong with it, so that all errors are told at once.
 */
export const rules: readonly Rule[] = [
  somethingToRead,
  oneWriterEach,
  distinctOutputs,
  distinctSources,
  everywhereAlone,
  distinctListeners,
  disjointOwnership,
  tlsPairs,
  oneSchemeOfEndpoints,
  onePassword,
];

export function findings(configuration: unknown): Finding[] {
  return rules.flatMap((rule) => [...rule(configuration)]);
}

function* somethingToRead(configuration: unknown): Iterable<Finding> {
  const has = (key: string): boolean => field(configuration, key) !== undefined;
  if (!isMap(configuration) || has('kubernetes') || list(configuration, 'manifests').length > 0) return;
  if (has('manifests') && !Array.isArray(configuration.manifests)) return;
  yield broken(
    [],
    'The configuration names neither `manifests` nor `kubernetes`, so there is nothing to read.',
    {
      hint: 'Add `kubernetes: {}` for the cluster this runs in, or `manifests: [./manifests]`.',
    },
  );
}

function* oneWriterEach(configuration: unknown): Iterable<Finding> {
  for (const [path, output] of outputs(configuration)) {
    if (!isMap(output)) continue;
    const [first, second] = writers.filter((key) => key in output);
    if (first === undefined) {
      yield broken(path, `\`${formatPath(path)}\` says nowhere how to write.`, {
        hint: 'Add one of skydns (etcd behind CoreDNS) and dns (the server inside Skywriter).',
      });
    } else if (second !== undefined) {
      yield broken(path, `\`${formatPath(path)}\` has both \`${first}\` and \`${second}\`.`, {
        key: second,
        hint: 'Make two outputs of them; each has exactly one way to write.',
      });
    }
    for (const key of laterWriters) {
      if (!(key in output)) continue;
      yield {
        code: 'SKY_CONFIG_UNSUPPORTED',
        path,
        key,
        message: `The output \`${key}\` is not supported yet.`,
        hint: 'Use skydns or dns, or wait for a later version.',
      };
    }
  }
}

function* distinctOutputs(configuration: unknown): Iterable<Finding> {
  const names = outputs(configuration).map(
    ([path, output]) => [[...path, 'name'], field(output, 'name')] as const,
  );
  for (const [path, name, first] of repeated(names)) {
    yield broken(path, `The output name \`${name}\` is used twice, first at \`${formatPath(first)}\`.`, {
      hint: 'Give every output a name of its own; logs and metrics tell them apart by it.',
    });
  }
}

function* distinctSources(configuration: unknown): Iterable<Finding> {
  const names = list(configuration, 'sources').flatMap((source, index) =>
    (isMap(source) ? Object.keys(source) : [source]).map((name) => [['sources', index], name] as const),
  );
  for (const [path, name, first] of repeated(names)) {
    yield broken(path, `The source \`${name}\` is named twice, first at \`${formatPath(first)}\`.`, {
      hint: 'Keep one of them, with the options of both.',
    });
  }
}

function* everywhereAlone(configuration: unknown): Iterable<Finding> {
  for (const [path, output] of outputs(configuration)) {
    const zones = list(output, 'zones');
    if (zones.length > 1 && zones.includes('.')) {
      yield broken([...path, 'zones', zones.indexOf('.')], 'The zone "." already holds every other zone.', {
        hint: 'Name either "." alone or the zones that are meant.',
      });
    }
    if (zones.includes('.') && field(output, 'dns') !== undefined) {
      yield broken(
        [...path, 'zones', zones.indexOf('.')],
        'The DNS server cannot be authoritative for ".".',
        {
          hint: 'Name the zones that it is to serve, such as cluster.local.',
        },
      );
    }
    const spelled = zones.map((zone, index) => [[...path, 'zones', index], bareName(zone)] as const);
    for (const [place, zone] of repeated(spelled)) {
      yield broken(place, `The zone \`${zone}\` is named twice.`, { hint: 'Remove one of them.' });
    }
  }
}

function* distinctListeners(configuration: unknown): Iterable<Finding> {
  const all = outputs(configuration).flatMap(([path, output]) =>
    list(field(output, 'dns'), 'listen').map(
      (address, index) => [[...path, 'dns', 'listen', index], address] as const,
    ),
  );
  for (const [path, address, first] of repeated(
    all.filter(([, address]) => !String(address).endsWith(':0')),
  )) {
    yield broken(path, `The address \`${address}\` is already taken by \`${formatPath(first)}\`.`, {
      hint: 'Let every output listen on an address or port of its own.',
    });
  }
}

/** Two outputs with one owner in one place of etcd would each delete what the other wrote. */
function* disjointOwnership(configuration: unknown): Iterable<Finding> {
  const seen = new Map<string, { path: Path; zones: readonly unknown[] }[]>();
  for (const [path, output] of outputs(configuration)) {
    const skydns = field(output, 'skydns');
    if (!isMap(skydns)) continue;
    const owner = field(output, 'owner') ?? field(configuration, 'owner');
    const endpoints = list(skydns, 'endpoints').map(String).sort();
    const prefix = String(skydns.prefix ?? '/skydns').replace(/\/$/, '');
    const place = JSON.stringify([owner, endpoints, prefix]);
    const zones = list(output, 'zones');
    const others = seen.get(place) ?? [];
    const rival = others.find((other) => other.zones.some((a) => zones.some((b) => overlap(a, b))));
    if (rival !== undefined) {
      yield broken(
        [...path, 'zones'],
        `\`${formatPath(path)}\` writes in the same etcd, zones and owner as \`${formatPath(rival.path)}\`.`,
        {
          hint: 'Give them zones apart from each other, another prefix, or owners of their own.',
        },
      );
    }
    seen.set(place, [...others, { path, zones }]);
  }
}

function* tlsPairs(configuration: unknown): Iterable<Finding> {
  for (const [path, output] of outputs(configuration)) {
    const tls = field(field(output, 'skydns'), 'tls');
    if (!isMap(tls) || 'cert' in tls === 'key' in tls) continue;
    const [there, missing] = 'cert' in tls ? ['cert', 'key'] : ['key', 'cert'];
    yield broken([...path, 'skydns', 'tls'], `\`tls\` has \`${there}\` without \`${missing}\`.`, {
      hint: 'A client certificate needs both of them.',
    });
  }
}

function* oneSchemeOfEndpoints(configuration: unknown): Iterable<Finding> {
  for (const [path, output] of outputs(configuration)) {
    const endpoints = list(field(output, 'skydns'), 'endpoints').map(String);
    if (!endpoints.some((url) => /^http:/i.test(url)) || !endpoints.some((url) => /^https:/i.test(url)))
      continue;
    yield broken([...path, 'skydns', 'endpoints'], 'The endpoints mix http and https.', {
      hint: 'All members of one etcd speak the same; write all of them as https.',
    });
  }
}

function* onePassword(configuration: unknown): Iterable<Finding> {
  for (const [path, output] of outputs(configuration)) {
    const skydns = field(output, 'skydns');
    if (!isMap(skydns)) continue;
    const place = [...path, 'skydns'];
    const given = ['password', 'passwordFile'].filter((key) => key in skydns);
    if (given.length === 2) {
      yield broken(place, 'Both `password` and `passwordFile` are given.', {
        key: 'password',
        hint: 'Keep `passwordFile`; a password in a configuration is read by many.',
      });
    }
    if (given.length > 0 !== 'username' in skydns) {
      yield broken(
        place,
        given.length > 0
          ? 'A password is given without `username`.'
          : 'A `username` is given without a password.',
        {
          hint: 'etcd needs both of them.',
        },
      );
    }
  }
}

function broken(path: Path, message: string, rest: { hint: string; key?: string }): Finding {
  return { code: 'SKY_CONFIG_RULE', path, message, ...rest };
}

function outputs(configuration: unknown): [path: Path, output: unknown][] {
  return list(configuration, 'outputs').map((output, index) => [['outputs', index], output]);
}

function* repeated(
  values: readonly (readonly [path: Path, value: unknown])[],
): Iterable<[path: Path, value: string, first: Path]> {
  const first = new Map<string, Path>();
  for (const [path, value] of values) {
    if (typeof value !== 'string') continue;
    const before = first.get(value);
    if (before === undefined) first.set(value, path);
    else yield [path, value, before];
  }
}

function overlap(a: unknown, b: unknown): boolean {
  const [one, other] = [bareName(a), bareName(b)];
  if (one === undefined || other === undefined) return false;
  return one === '' || other === '' || `.${one}`.endsWith(`.${other}`) || `.${other}`.endsWith(`.${one}`);
}

function bareName(zone: unknown): string | undefined {
  return typeof zone === 'string' ? zone.toLowerCase().replace(/\.$/, '') : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function field(value: unknown, key: string): unknown {
  return isMap(value) ? value[key] : undefined;
}

function list(value: unknown, key: string): readonly unknown[] {
  const found = field(value, key);
  return Array.isArray(found) ? found : [];
}
