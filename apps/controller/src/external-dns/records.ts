import { type RecordType, recordFilter, recordTypes } from '@skywriter/core';
import type { ConfigurationInput } from '../config/schema.ts';
import type { Given } from './given.ts';
import { optional } from './optional.ts';

type OutputInput = ConfigurationInput['outputs'][number];

/** Which records ExternalDNS manages: types less those excluded, and targets by their networks. */
export function recordsOf(given: Given): Pick<OutputInput, 'recordTypes' | 'targetNets'> {
  const excluded = given.list('exclude-record-types');
  const managed = given.list('managed-record-types').filter((type) => !excluded.includes(type));
  const targetNets = {
    ...optional('only', given.list('target-net-filter').filter(isNetwork)),
    ...optional('except', given.list('exclude-target-net').filter(isNetwork)),
  };
  return {
    recordTypes: [...new Set(managed.filter(isKnown))],
    ...(Object.keys(targetNets).length === 0 ? {} : { targetNets }),
  };
}

/** What ExternalDNS makes of the records that its sources give. */
export function deriveOf(given: Given): Pick<ConfigurationInput, 'derive'> {
  const nat64Networks = given.list('nat64-networks');
  if (!given.switch('create-ptr') && nat64Networks.length === 0) return {};
  return { derive: { createPtr: given.switch('create-ptr'), ...optional('nat64Networks', nat64Networks) } };
}

/** Values that ExternalDNS takes without a word, or with one in its log, and that have no effect. */
export function ignoredRecords(given: Given): string[] {
  const types = ['managed-record-types', 'exclude-record-types'].flatMap((flag) =>
    given
      .list(flag)
      .flatMap((type) =>
        isKnown(type) ? [] : `${given.place(flag)}=${type} has no effect: no such records are published.`,
      ),
  );
  const networks = ['target-net-filter', 'exclude-target-net'].flatMap((flag) =>
    given
      .list(flag)
      .flatMap((net) =>
        isNetwork(net) ? [] : `${given.place(flag)}=${net} has no effect: it is no network in CIDR notation.`,
      ),
  );
  return [...types, ...networks];
}

function isKnown(type: string): type is RecordType {
  return recordTypes.some((known) => known === type);
}

function isNetwork(text: string): boolean {
  return recordFilter({ onlyTargets: [text] }).ok;
}
