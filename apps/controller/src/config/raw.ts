import type { Finding } from './explain.ts';

/** Reading a configuration of which nothing is known yet: what is not there or of another type counts as absent. */
export type Path = readonly PropertyKey[];
export type Rule = (configuration: unknown) => Iterable<Finding>;

export function broken(path: Path, message: string, rest: { hint: string; key?: string }): Finding {
  return { code: 'SKY_CONFIG_RULE', path, message, ...rest };
}

export function outputs(configuration: unknown): [path: Path, output: unknown][] {
  return list(configuration, 'outputs').map((output, index) => [['outputs', index], output]);
}

export function* repeated(
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

export function bareName(zone: unknown): string | undefined {
  return typeof zone === 'string' ? zone.toLowerCase().replace(/\.$/, '') : undefined;
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function field(value: unknown, key: string): unknown {
  return isMap(value) ? value[key] : undefined;
}

export function list(value: unknown, key: string): readonly unknown[] {
  const found = field(value, key);
  return Array.isArray(found) ? found : [];
}
