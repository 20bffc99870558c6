import type { Finding } from './explain.ts';
import { laterWriters, writers, zonesMeaning } from './outputs.ts';
import { formatPath } from './problem.ts';
import { bareName, broken, field, isMap, list, outputs, type Rule, repeated } from './raw.ts';
import { endpointRules } from './rules-endpoints.ts';
import { serviceRules } from './rules-services.ts';
import { skydnsRules } from './rules-skydns.ts';

/**
 * What no single value shows: rules between several places of a configuration. They run on the raw value,
 * whatever else is wrong with it, so that all errors are told at once.
 */
export const rules: readonly Rule[] = [
  somethingToRead,
  somewhereToElect,
  oneWriterEach,
  zonesOfEach,
  distinctOutputs,
  distinctSources,
  everywhereAlone,
  distinctListeners,
  ...endpointRules,
  ...serviceRules,
  ...skydnsRules,
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

function* somewhereToElect(configuration: unknown): Iterable<Finding> {
  if (field(configuration, 'leaderElection') === undefined) return;
  if (field(configuration, 'kubernetes') !== undefined) return;
  yield broken(['leaderElection'], '`leaderElection` needs a Lease, and no API server is named.', {
    hint: 'Add `kubernetes: {}` for the cluster this runs in, or remove it.',
  });
}

function* oneWriterEach(configuration: unknown): Iterable<Finding> {
  for (const [path, output] of outputs(configuration)) {
    if (!isMap(output)) continue;
    const [first, second] = writers.filter((key) => key in output);
    if (first === undefined) {
      yield broken(path, `\`${formatPath(path)}\` says nowhere how to write.`, {
        hint: 'Add one of skydns (etcd behind CoreDNS), dns (the server inside Skywriter) and services (for ExternalDNS).',
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
        hint: 'Use skydns, dns or services, or wait for a later version.',
      };
    }
  }
}

function* zonesOfEach(configuration: unknown): Iterable<Finding> {
  for (const [path, output] of outputs(configuration)) {
    if (!isMap(output) || !('skydns' in output || 'dns' in output) || 'zones' in output) continue;
    yield {
      code: 'SKY_CONFIG_VALUE',
      path: [...path, 'zones'],
      missing: true,
      message: `\`${formatPath([...path, 'zones'])}\` is missing.`,
      hint: zonesMeaning,
    };
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
