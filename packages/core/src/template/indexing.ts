import { failed } from './fault.ts';
import { byte } from './type.ts';
import { nameOf, ofInt, ofString, pointedAt, solid, typed, type Value } from './value.ts';

/** `index x 1 "key"`: what Go writes `x[1]["key"]`. Of a string it is a byte. */
export function indexOf(first: Value, indexes: readonly Value[]): Value {
  let item = solid(first);
  if (item.kind === 'nothing') throw failed('index is given nil');
  for (const index of indexes) item = at(pointedAt(item), solid(index));
  return item;
}

function at(item: Value, index: Value): Value {
  switch (item.kind) {
    case 'map':
      // A string of another type is none to Go.
      if (index.kind !== 'string' || index.type.name !== 'string')
        throw failed(`a map has no key of type ${nameOf(index)}`);
      return typed(
        item.type.element,
        Object.hasOwn(item.entries, index.value) ? item.entries[index.value] : undefined,
      );
    case 'list':
      return typed(item.type.element, item.items[position(index, item.items.length - 1)]);
    case 'string': {
      const bytes = encode(item.value);
      return ofInt(bytes[position(index, bytes.length - 1)] ?? 0, byte);
    }
    default:
      throw failed(`${nameOf(item)} cannot be indexed`);
  }
}

/** `slice x 1 2`: what Go writes `x[1:2]`. Strings are cut by bytes. */
export function sliceOf(first: Value, indexes: readonly Value[]): Value {
  const item = pointedAt(solid(first));
  if (item.kind === 'string') {
    if (indexes.length > 2) throw failed('a string is sliced with at most two indexes');
    const bytes = encode(item.value);
    return ofString(
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.slice(...bounds(indexes, bytes.length))),
      item.type,
    );
  }
  if (item.kind !== 'list') throw failed(`${nameOf(item)} cannot be sliced`);
  return { ...item, items: item.items.slice(...bounds(indexes, item.items.length)) };
}

/** The third is a capacity, which only has to be in order. */
function bounds(indexes: readonly Value[], length: number): [number, number] {
  if (indexes.length > 3) throw failed('slice takes at most three indexes');
  const [start = 0, end = length, capacity = length] = indexes.map((index) => position(solid(index), length));
  if (start > end || end > capacity) throw failed('the indexes of slice are not in order');
  return [start, end];
}

function position(index: Value, last: number): number {
  if (index.kind !== 'int') throw failed(`${nameOf(index)} is no index`);
  if (index.value < 0n || index.value > BigInt(last))
    throw failed(`there is nothing at index ${index.value}`);
  return Number(index.value);
}

/** `len`: the bytes of a string, the elements of anything else. */
export function lengthOf(value: Value): bigint {
  const item = pointedAt(value);
  if (item.kind === 'string') return BigInt(encode(item.value).length);
  if (item.kind === 'list') return BigInt(item.items.length);
  if (item.kind === 'map') return BigInt(Object.keys(item.entries).length);
  throw failed(`${nameOf(item)} has no length`);
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
