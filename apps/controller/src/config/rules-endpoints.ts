import type { Finding } from './explain.ts';
import { formatPath } from './problem.ts';
import { bareName, broken, field, isMap, list, outputs, type Path, type Rule } from './raw.ts';

/** Rules for the records of the source `endpointslice`. */
export const endpointRules: readonly Rule[] = [someRecords, knownOutputs, someTtl, oneRecordEach];

function* someRecords(configuration: unknown): Iterable<Finding> {
  const index = list(configuration, 'sources').indexOf('endpointslice');
  if (index === -1) return;
  yield broken(['sources', index], 'The source `endpointslice` has no records.', {
    hint: 'Name them: - endpointslice: { records: [{ hostnames: [api.example.com] }] }',
  });
}

function records(configuration: unknown): [path: Path, record: unknown][] {
  return list(configuration, 'sources').flatMap((source, at) =>
    list(field(source, 'endpointslice'), 'records').map((record, index): [Path, unknown] => [
      ['sources', at, 'endpointslice', 'records', index],
      record,
    ]),
  );
}

function* knownOutputs(configuration: unknown): Iterable<Finding> {
  const known = outputs(configuration).map(([, output]) => field(output, 'name'));
  for (const [path, record] of records(configuration)) {
    for (const [index, name] of list(record, 'outputs').entries()) {
      if (known.includes(name)) continue;
      yield broken([...path, 'outputs', index], `There is no output \`${String(name)}\`.`, {
        hint: `Name one of ${known.join(', ')}.`,
      });
    }
  }
}

function* someTtl(configuration: unknown): Iterable<Finding> {
  const silent = new Set(
    outputs(configuration).flatMap(([, output]) =>
      field(output, 'services') === undefined ? [] : [field(output, 'name')],
    ),
  );
  for (const [path, record] of records(configuration)) {
    const wanted = list(record, 'outputs');
    if (field(record, 'ttl') !== 0 || (wanted.length > 0 && wanted.every((name) => silent.has(name))))
      continue;
    yield broken([...path, 'ttl'], 'A TTL of 0 is for outputs of the kind services alone.', {
      hint: 'Write seconds, or name such outputs in the record.',
    });
  }
}

/** Two records of one name in one output would be one name with the addresses of both, held together. */
function* oneRecordEach(configuration: unknown): Iterable<Finding> {
  const seen = new Map<string, { readonly path: Path; readonly record: unknown }[]>();
  for (const [path, record] of records(configuration)) {
    for (const [index, hostname] of list(record, 'hostnames').entries()) {
      const name = bareName(hostname);
      if (name === undefined) continue;
      const others = seen.get(name) ?? [];
      const other = others.find((before) => meet(before.record, record));
      if (other !== undefined) {
        yield broken(
          [...path, 'hostnames', index],
          `The hostname \`${name}\` is taken by \`${formatPath(other.path)}\`.`,
          {
            hint: 'Name for each of them the outputs that publish it; for both families write addressType: both.',
          },
        );
      }
      seen.set(name, [...others, { path, record }]);
    }
  }
}

/** Whether any output would publish both. */
function meet(a: unknown, b: unknown): boolean {
  const [first, second] = [a, b].map((record) =>
    isMap(record) && Array.isArray(record.outputs) ? record.outputs : undefined,
  );
  return first === undefined || second === undefined || first.some((output) => second.includes(output));
}
