/**
 * Keeps those of a name's records that belong together (CoreDNS `msg.Group`). The group of the shortest
 * key counts; records without a group always stay; when two groups stand at the shortest length, all stay.
 * How deep a key is, is its number of slashes. The order is that of the keys.
 */
export function group<T extends { readonly key: string; readonly group: string }>(
  records: readonly T[],
): readonly T[] {
  const [first] = records;
  if (first === undefined) return records;
  let chosen = first.group;
  let shortest = depth(first.key);
  // Records after the one that ends the search count as of depth 0, so they disagree with nothing.
  let visited = 0;
  for (const record of records) {
    visited += 1;
    const slashes = depth(record.key);
    if (slashes >= shortest) continue;
    if (record.group === '') break;
    shortest = slashes;
    chosen = record.group;
  }
  if (chosen === '') return records;
  const kept: T[] = [];
  for (const [index, record] of records.entries()) {
    const length = index < visited ? depth(record.key) : 0;
    if (record.group === '' || record.group === chosen) kept.push(record);
    else if (length === shortest) return records;
  }
  return kept;
}

function depth(key: string): number {
  let slashes = 0;
  for (let at = key.indexOf('/'); at !== -1; at = key.indexOf('/', at + 1)) slashes += 1;
  return slashes;
}
