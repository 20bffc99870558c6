import type { Finding } from './explain.ts';
import { formatPath } from './problem.ts';
import { bareName, broken, field, isMap, list, outputs, type Path, type Rule, repeated } from './raw.ts';

/** The rules of outputs that write annotated Services. */
export const serviceRules: readonly Rule[] = [anApiServer, noZones, oneServiceEach, oneRecordEach];

function services(
  configuration: unknown,
): [path: Path, services: Record<string, unknown>, output: unknown][] {
  return outputs(configuration).flatMap(([path, output]) => {
    const found = field(output, 'services');
    return isMap(found) ? [[[...path, 'services'], found, output]] : [];
  });
}

function* anApiServer(configuration: unknown): Iterable<Finding> {
  const [first] = services(configuration);
  if (first === undefined || field(configuration, 'kubernetes') !== undefined) return;
  yield broken(first[0], `\`${formatPath(first[0])}\` writes Services, and no API server is named.`, {
    hint: 'Add `kubernetes: {}` for the cluster this runs in.',
  });
}

function* noZones(configuration: unknown): Iterable<Finding> {
  for (const [path, , output] of services(configuration)) {
    if (field(output, 'zones') === undefined) continue;
    const place = [...path.slice(0, -1), 'zones'];
    yield broken(place, `\`${formatPath(place)}\` has no meaning for Services.`, {
      hint: 'Remove it; an output of the kind services publishes the hostnames of its records.',
    });
  }
}

/** Who writes a Service writes all of it. */
function* oneServiceEach(configuration: unknown): Iterable<Finding> {
  const names = services(configuration).flatMap(([path, one]) =>
    list(one, 'records').map((record, index) => {
      const serviceName = field(record, 'serviceName');
      const place = [...path, 'records', index, 'serviceName'];
      if (typeof serviceName !== 'string') return [place, undefined] as const;
      return [place, `${String(one.namespace ?? '')}/${serviceName}`] as const;
    }),
  );
  for (const [path, name, first] of repeated(names)) {
    yield broken(
      path,
      `The Service \`${name.replace(/^\//, '')}\` is written by \`${formatPath(first)}\` already.`,
      {
        hint: 'Give every record a Service of its own.',
      },
    );
  }
}

function* oneRecordEach(configuration: unknown): Iterable<Finding> {
  for (const [path, one] of services(configuration)) {
    const hostnames = list(one, 'records').flatMap((record, at) =>
      list(record, 'hostnames').map(
        (hostname, index) => [[...path, 'records', at, 'hostnames', index], bareName(hostname)] as const,
      ),
    );
    for (const [place, hostname, first] of repeated(hostnames)) {
      yield broken(place, `The hostname \`${hostname}\` is at \`${formatPath(first)}\` already.`, {
        hint: 'Keep one of them; an output with other annotation prefixes may publish it as well.',
      });
    }
  }
}
