import { type Kind, type KubernetesObject, kinds, type ObjectOfKind } from '@skywriter/core';

/** Unique because neither part can hold a slash (see `kinds/row.ts`). */
export function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

export function keyOfObject({ metadata }: KubernetesObject): string {
  return keyOf(metadata.namespace, metadata.name);
}

/** Objects by kind and key. */
export class ObjectTable {
  readonly #objects: ReadonlyMap<Kind, Map<string, KubernetesObject>> = new Map(
    kinds.map((kind) => [kind, new Map()]),
  );

  at<K extends Kind>(kind: K, key: string): ObjectOfKind[K] | undefined {
    const object = this.#objects.get(kind)?.get(key);
    return object !== undefined && isOfKind(object, kind) ? object : undefined;
  }

  *all<K extends Kind>(kind: K): Generator<ObjectOfKind[K]> {
    for (const object of this.#objects.get(kind)?.values() ?? []) if (isOfKind(object, kind)) yield object;
  }

  keys(kind: Kind): Iterable<string> {
    return this.#objects.get(kind)?.keys() ?? [];
  }

  count(kind: Kind): number {
    return this.#objects.get(kind)?.size ?? 0;
  }

  set(object: KubernetesObject): void {
    this.#objects.get(object.kind)?.set(keyOfObject(object), object);
  }

  delete(kind: Kind, key: string): void {
    this.#objects.get(kind)?.delete(key);
  }
}

function isOfKind<K extends Kind>(object: KubernetesObject, kind: K): object is ObjectOfKind[K] {
  return object.kind === kind;
}
