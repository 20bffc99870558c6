import type { RecordSet } from '@skywriter/core';
import type { Settings } from '../settings.ts';
import type { OwnerReference, SeenService } from './seen.ts';
import { encodeStored, type Records, STORED } from './stored.ts';

/** All that we write into a Service. */
export interface ServiceContent {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly owners: readonly OwnerReference[];
}

export interface ContentContext {
  readonly settings: Settings;
  /** The Deployment that we belong to, once it is known. */
  readonly deployment: OwnerReference | undefined;
  /** The Service as it is: who owns it is kept while our Deployment is not known. */
  readonly seen: SeenService | undefined;
}

/** What the Service is to have for some records, of which there must be any. */
export function contentOf(service: string, records: Records, context: ContentContext): ServiceContent {
  const { settings, deployment, seen } = context;
  const { owner, output, prefixes, labels } = settings;
  const [first = []] = records.values();
  const published = {
    hostname: [...records.keys()].join(','),
    target: targetsOf(first).join(','),
    ttl: String(settings.byService.get(service)?.ttl ?? leastTtl(first, settings.defaultTtl)),
  };
  const annotations = prefixes.flatMap((prefix) =>
    Object.entries(published).map(([key, value]) => [`${prefix}${key}`, value]),
  );
  const stored = encodeStored({ owner, output, service, prefixes, records });
  return {
    labels,
    annotations: Object.fromEntries([...annotations, [STORED, stored]]),
    owners: deployment === undefined ? (seen?.owners.filter(isDeployment) ?? []) : [deployment],
  };
}

/** Whether the Service has all of it. What others added beside it is theirs. */
export function hasContent(seen: SeenService, { labels, annotations, owners }: ServiceContent): boolean {
  return (
    seen.headless &&
    holds(seen.labels, labels) &&
    holds(seen.annotations, annotations) &&
    owners.every(({ uid }) => seen.owners.some((owner) => owner.uid === uid))
  );
}

/**
 * The object for server-side apply, for the very version that the Service has. Without ports and selector nothing is
 * routed to it.
 */
export function applyBody(
  { labels, annotations, owners }: ServiceContent,
  identity: { readonly name: string; readonly namespace: string; readonly resourceVersion: string },
): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...identity, labels, annotations, ownerReferences: owners },
    spec: { type: 'ClusterIP', clusterIP: 'None' },
  };
}

/** The targets of all types in one list, as the annotation has them: sorted by code units. */
export function targetsOf(sets: readonly RecordSet[]): string[] {
  return sets.flatMap(({ targets }) => targets.map(({ value }) => value)).sort();
}

function leastTtl(sets: readonly RecordSet[], defaultTtl: number): number {
  return sets.reduce((least, { ttl = defaultTtl }) => Math.min(least, ttl), Number.POSITIVE_INFINITY);
}

function isDeployment({ apiVersion, kind }: OwnerReference): boolean {
  return apiVersion === 'apps/v1' && kind === 'Deployment';
}

function holds(all: Readonly<Record<string, string>>, some: Readonly<Record<string, string>>): boolean {
  return Object.entries(some).every(([key, value]) => all[key] === value);
}
