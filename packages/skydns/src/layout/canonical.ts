import type { Layout, Part } from './layout.ts';
import { nodeKeys } from './node-keys.ts';
import type { LayoutOptions } from './options.ts';
import { type NodeRecords, partsOf } from './parts.ts';
import { provenanceOf } from './provenance.ts';
import { refusals } from './refuses.ts';
import { scaffoldNames } from './scaffold.ts';

/** The layout from which CoreDNS answers each name with its own records and nothing else. */
export function canonicalLayout(options: LayoutOptions): Layout {
  return {
    refusals: (recordSets) => refusals(recordSets, options.zones),
    partsOf: (name, recordSets) => partsOf(name, recordSets, options).map((part) => partFrom(part, options)),
    scaffoldNames: (name) => scaffoldNames(name, options.zones),
    scaffoldAt: (node, around) => nodeKeys({ node, leaf: undefined, records: new Map() }, around, options),
  };
}

function partFrom(part: NodeRecords, options: LayoutOptions): Part {
  // An alias at an exact key is the copy of one below; a PTR record has no other place.
  const exact = part.leaf !== undefined && provenanceOf(part.leaf).type === 'PTR';
  return {
    node: part.node,
    records: part.records.size + (exact ? 1 : 0),
    exact,
    keys: (around) => nodeKeys(part, around, options),
  };
}
