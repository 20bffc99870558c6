import { type Document, isMap, isNode, isScalar, isSeq, type LineCounter, type Node } from 'yaml';

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface YamlText {
  readonly document: Document;
  readonly lines: LineCounter;
}

/**
 * Where the value at `path` stands in a YAML text, or, for a path that does not exist, the nearest
 * ancestor that does. With `key`, where that key of the map at `path` stands.
 */
export function locate(yaml: YamlText, path: readonly PropertyKey[], key?: string): Place {
  let node: unknown = yaml.document.contents;
  let start = startOf(node) ?? 0;
  for (const step of path) {
    const [key, value] = child(node, step);
    if (key === undefined && value === undefined) break;
    node = value;
    // An empty value (`ttl:`) has no place of its own that a reader would look at: its key has.
    start = (isAbsent(value) ? startOf(key) : startOf(value)) ?? startOf(key) ?? start;
  }
  if (key !== undefined) start = startOf(child(node, key)[0]) ?? start;
  const { line, col } = yaml.lines.linePos(start);
  return { line, column: col };
}

function child(node: unknown, step: PropertyKey): [key: unknown, value: unknown] {
  if (isSeq(node) && typeof step === 'number') return [undefined, node.items[step]];
  if (!isMap(node)) return [undefined, undefined];
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return [pair?.key, pair?.value];
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}

function isAbsent(value: unknown): boolean {
  return isScalar(value) && value.range?.[0] === value.range?.[1];
}
