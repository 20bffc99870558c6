import { objectKey } from '../../claim/claim.ts';
import type { KubernetesObject, ObjectView, Service } from '../../object/object.ts';
import { collector } from '../collector.ts';
import { noClaims, type Source, type SourceResult } from '../source.ts';
import type { EndpointRecord, EndpointSliceOptions } from './options.ts';
import { resolveRecord } from './resolve.ts';

/**
 * Names that the options give, for the endpoints of Services: the cluster's own API server is one
 * (`default/kubernetes`), which no object names. The Service asks, but nothing is read of it: it takes the
 * right to read EndpointSlices alone, and Nodes where their addresses are published.
 */
export function endpointSliceSource(
  { records, ...discovery }: EndpointSliceOptions = { records: [] },
): Source<'Service'> {
  const byService = groupByService(records);
  const standIns = [...byService.values()].flatMap(([first]) =>
    first === undefined ? [] : standInOf(first),
  );
  const refersToNodes = records.some(({ addressSource }) => addressSource !== 'endpointslice');
  const usesNodes = (service: Service): boolean =>
    (byService.get(keyOf(service)) ?? []).some(({ addressSource }) => addressSource !== 'endpointslice');

  function resultOf(service: Service, record: EndpointRecord, view: ObjectView): SourceResult {
    const collect = collector(service);
    const rule = `record ${record.name ?? record.hostnames[0] ?? ''}`;
    const { targets, leftOut } = resolveRecord(record, view, discovery);
    for (const wanted of collect.names(record.hostnames.map((text) => ({ text, rule }))))
      collect.want(wanted, targets);
    const { claims, problems } = collect.result(record.ttl);
    const origin = claims[0]?.origin;
    return {
      claims: claims.map((claim) => ({
        ...claim,
        ...(record.outputs !== undefined && { outputs: record.outputs }),
        ...(claim.targets.length === 0 && { because: reasonOf(leftOut.map(({ why }) => why.message)) }),
      })),
      problems,
      leftOut:
        origin === undefined
          ? []
          : leftOut.map(({ rule: at, why }) => ({ ...why, origin: { ...origin, rule: at } })),
    };
  }

  return {
    name: 'endpointslice',
    kind: 'Service',
    standIns,
    refersTo: refersToNodes ? ['EndpointSlice', 'Node'] : ['EndpointSlice'],
    claims(service, view) {
      const results = (byService.get(keyOf(service)) ?? []).map((record) => resultOf(service, record, view));
      if (results.length === 0) return noClaims;
      return {
        claims: results.flatMap(({ claims }) => claims),
        problems: results.flatMap(({ problems }) => problems),
        leftOut: results.flatMap(({ leftOut = [] }) => leftOut),
      };
    },
    *dependents(changed: KubernetesObject) {
      for (const service of standIns) {
        if (changed.kind === 'EndpointSlice' ? isSliceOf(changed, service) : usesNodes(service))
          yield service;
      }
    },
  };
}

function isSliceOf(
  slice: Extract<KubernetesObject, { kind: 'EndpointSlice' }>,
  { metadata: { namespace, name } }: Service,
): boolean {
  return slice.serviceName === name && slice.metadata.namespace === namespace;
}

function keyOf({ kind, metadata: { namespace, name } }: Service): string {
  return objectKey({ kind, namespace, name });
}

function groupByService(records: readonly EndpointRecord[]): ReadonlyMap<string, readonly EndpointRecord[]> {
  const groups = new Map<string, EndpointRecord[]>();
  for (const record of records) {
    const key = objectKey({ kind: 'Service', ...record.service });
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return groups;
}

function standInOf({ service: { namespace, name } }: EndpointRecord): Service {
  return {
    kind: 'Service',
    metadata: { namespace, name, labels: {}, annotations: {} },
    type: 'ClusterIP',
    clusterIPs: [],
    externalIPs: [],
    publishNotReadyAddresses: false,
    ports: [],
    loadBalancer: [],
  };
}

/** Enough to act on; `check` and `plan` tell all of them. */
const REASONS = 3;

function reasonOf(all: readonly string[]): string {
  if (all.length === 0) return 'it has no endpoints';
  const told = all.slice(0, REASONS).map((message) => message.replace(/\.$/, ''));
  return [...told, ...(all.length > REASONS ? [`and ${all.length - REASONS} more`] : [])].join('; ');
}
