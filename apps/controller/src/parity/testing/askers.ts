import { OLD_PREFIX, PREFIX } from './annotations.ts';
import type { Manifest } from './manifest.ts';
import { canonicalName } from './records.ts';

/** Who asks for a name: found in the manifests alone, by neither program's ideas. */
export interface Askers {
  readonly objects: readonly Manifest[];
  /**
   * Objects that spell out this name, or of a headless Service or SRV record the name below which it is. Names that
   * templates make, in template.test, have the name of their object in them.
   */
  of(name: string): readonly Manifest[];
}

export function askersAmong(objects: readonly Manifest[]): Askers {
  const byName = new Map<string, Set<Manifest>>();
  for (const object of objects) {
    for (const host of hostsOf(object)) {
      const name = canonicalName(host) ?? host;
      byName.set(name, (byName.get(name) ?? new Set()).add(object));
    }
  }
  const byObjectName = new Map<string, Manifest[]>();
  for (const object of objects.filter(({ kind }) => kind === 'Ingress' || kind === 'Service')) {
    const { name } = object.metadata;
    byObjectName.set(name, [...(byObjectName.get(name) ?? []), object]);
  }
  const of = (name: string): readonly Manifest[] => {
    if (name.endsWith('.template.test'))
      return name.split('.').flatMap((label) => byObjectName.get(label) ?? []);
    const found = byName.get(name);
    if (found !== undefined) return [...found];
    const dot = name.indexOf('.');
    return dot === -1 ? [] : of(name.slice(dot + 1));
  };
  return { objects, of };
}

/** Every host as the object spells it. */
export function hostsOf({ kind, metadata, spec }: Manifest): string[] {
  const lists = Object.entries(metadata.annotations ?? {}).flatMap(([key, value]) =>
    /\/(?:(?:internal-)?hostname|dnsname|external|internal)$|^domainName$/.test(key)
      ? value.replaceAll(' ', '').split(',')
      : [],
  );
  if (kind !== 'Ingress' || !isRecord(spec)) return lists;
  const rules = arrayOf(spec.rules).flatMap((rule) => (isRecord(rule) ? [rule.host] : []));
  const tls = arrayOf(spec.tls).flatMap((entry) => (isRecord(entry) ? arrayOf(entry.hosts) : []));
  return [...lists, ...[...rules, ...tls].filter((host) => typeof host === 'string')];
}

/** By whichever prefix the object has it. */
export function annotation({ metadata }: Manifest, key: string): string | undefined {
  return metadata.annotations?.[`${PREFIX}${key}`] ?? metadata.annotations?.[`${OLD_PREFIX}${key}`];
}

/** What the argument sets give as default targets. */
const forced: ReadonlySet<string> = new Set(['192.0.2.200', '2001:db8::200']);

/** Whether the object says this target somewhere; what has its targets from others may say any. */
export function mentions(object: Manifest, target: string): boolean {
  const { kind, spec } = object;
  const fromOthers =
    kind === 'Service' && isRecord(spec) && (spec.type === 'NodePort' || spec.clusterIP === 'None');
  const fromCluster = kind === 'Service' && /^(?:10\.96\.|fd00:96:)/.test(target);
  return (
    fromOthers ||
    fromCluster ||
    forced.has(target) ||
    JSON.stringify(object).toLowerCase().replaceAll(':0:0::', '::').includes(target.toLowerCase())
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function arrayOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
