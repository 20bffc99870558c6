import type { Finding } from './explain.ts';
import { formatPath } from './problem.ts';
import { bareName, broken, field, isMap, list, outputs, type Path, type Rule } from './raw.ts';

/** The rules of outputs that write into an etcd. */
export const skydnsRules: readonly Rule[] = [
  disjointOwnership,
  tlsPairs,
  oneSchemeOfEndpoints,
  onePassword,
  oneAffix,
  oneKey,
  ownOwner,
];

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

function* oneAffix(configuration: unknown): Iterable<Finding> {
  for (const { path, registry } of registries(configuration)) {
    if (!('prefix' in registry && 'suffix' in registry)) continue;
    yield broken(path, 'The registry has a prefix and a suffix, which exclude each other.', {
      key: 'suffix',
      hint: 'Keep the one that ExternalDNS was given.',
    });
  }
}

function* oneKey(configuration: unknown): Iterable<Finding> {
  for (const { path, registry } of registries(configuration)) {
    const given = ['aesKeyFile', 'aesKeyVariable'].filter((key) => key in registry);
    if (given.length === 2) {
      yield broken(path, 'Both `aesKeyFile` and `aesKeyVariable` are given.', {
        key: 'aesKeyVariable',
        hint: 'Keep one of them.',
      });
    }
    if (given.length === 0 && registry.encrypt === true) {
      yield broken(path, 'The registry shall be encrypted, and there is no key.', {
        key: 'encrypt',
        hint: 'Say where the key is, with aesKeyFile or aesKeyVariable.',
      });
    }
  }
}

function* ownOwner(configuration: unknown): Iterable<Finding> {
  for (const [path, output] of outputs(configuration)) {
    const owner = field(output, 'owner') ?? field(configuration, 'owner');
    for (const [index, former] of list(field(output, 'skydns'), 'adoptOwners').entries()) {
      if (typeof owner !== 'string' || former !== owner) continue;
      yield broken([...path, 'skydns', 'adoptOwners', index], `The owner ${owner} adopts itself.`, {
        hint: 'Remove it; name only owners of before.',
      });
    }
  }
}

function registries(configuration: unknown): { path: Path; registry: Record<string, unknown> }[] {
  return outputs(configuration).flatMap(([path, output]) => {
    const registry = field(field(output, 'skydns'), 'registry');
    return isMap(registry) ? [{ path: [...path, 'skydns', 'registry'], registry }] : [];
  });
}

function overlap(a: unknown, b: unknown): boolean {
  const [one, other] = [bareName(a), bareName(b)];
  if (one === undefined || other === undefined) return false;
  return one === '' || other === '' || `.${one}`.endsWith(`.${other}`) || `.${other}`.endsWith(`.${one}`);
}
