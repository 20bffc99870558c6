/** The Go type of a value: what a template may do with it depends on it. */
export type Type =
  | { readonly kind: 'bool' | 'string' | 'float'; readonly name: string }
  | { readonly kind: 'int'; readonly name: string; readonly unsigned?: true }
  | { readonly kind: 'any'; readonly name: string }
  /** A struct that can be asked for but not looked into, such as a time. */
  | { readonly kind: 'opaque'; readonly name: string }
  | StructType
  | MapType
  | ListType
  | PointerType;

export interface StructType {
  readonly kind: 'struct';
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** Fields whose own fields belong to this struct as well. */
  readonly embedded: readonly string[];
}

export interface Field {
  readonly type: Type;
  /** The key in JSON; undefined for a struct whose fields stand among those of its surroundings. */
  readonly key: string | undefined;
}

/** Keys are strings. */
export interface MapType {
  readonly kind: 'map';
  readonly name: string;
  readonly element: Type;
}

export interface ListType {
  readonly kind: 'list';
  readonly name: string;
  readonly element: Type;
}

export interface PointerType {
  readonly kind: 'pointer';
  readonly name: string;
  readonly to: Type;
}

export const bool: Type = { kind: 'bool', name: 'bool' };
export const string: Type = { kind: 'string', name: 'string' };
export const float: Type = { kind: 'float', name: 'float64' };
export const int: Type = { kind: 'int', name: 'int' };
export const byte: Type = { kind: 'int', name: 'uint8', unsigned: true };
export const any: Type = { kind: 'any', name: 'interface {}' };

export function integer(name: string): Type {
  return { kind: 'int', name };
}

/** A string type of its own: Go does not take it for a string. */
export function named(name: string): Type {
  return { kind: 'string', name };
}

export function pointerTo(to: Type): PointerType {
  return { kind: 'pointer', name: `*${to.name}`, to };
}

export function listOf(element: Type): ListType {
  return { kind: 'list', name: `[]${element.name}`, element };
}

export function mapOf(element: Type): MapType {
  return { kind: 'map', name: `map[string]${element.name}`, element };
}

export const stringMap = mapOf(string);
/** What JSON becomes in Go. */
export const anyMap = mapOf(any);
export const anyList = listOf(any);

interface StructOptions {
  /** Keys in JSON that do not follow from the name. */
  readonly keys?: Readonly<Record<string, string>>;
  readonly embedded?: readonly string[];
  /** Those of the embedded that are no mapping of their own in JSON. */
  readonly inline?: readonly string[];
}

/** A struct from its fields, by their names in Go. */
export function struct(
  name: string,
  fields: Readonly<Record<string, Type>>,
  { keys = {}, embedded = [], inline = [] }: StructOptions = {},
): StructType {
  const own = Object.entries(fields).map(([field, type]): [string, Field] => [
    field,
    { type, key: inline.includes(field) ? undefined : (keys[field] ?? jsonKey(field)) },
  ]);
  return { kind: 'struct', name, fields: new Map(own), embedded };
}

/** The way to a field: itself, or first the embedded struct that it belongs to. */
export function findField(type: StructType, name: string): readonly Field[] | undefined {
  const own = type.fields.get(name);
  if (own !== undefined) return [own];
  for (const embedded of type.embedded) {
    const outer = type.fields.get(embedded);
    const inner = outer?.type.kind === 'struct' ? findField(outer.type, name) : undefined;
    if (outer !== undefined && inner !== undefined) return [outer, ...inner];
  }
  return undefined;
}

/** `ClusterIPs` is `clusterIPs`, `IPFamilies` is `ipFamilies`, `UID` is `uid`. */
export function jsonKey(field: string): string {
  return field.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z]+$|[A-Z])/, (start) => start.toLowerCase());
}
