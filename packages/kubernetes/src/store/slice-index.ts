import type { EndpointSlice, KubernetesObject } from '@skywriter/core';

/** Slices in the order in which they came: of nearly all Services and Pods there is only one. */
type Slices = readonly EndpointSlice[];

/** By namespace and name, so that the name can be the very string that is in the object. */
type Index = Map<string, Map<string, Slices>>;

/** EndpointSlices by the Service they belong to and by the Pods they hold, so that neither is searched for. */
export class SliceIndex {
  readonly #byService: Index = new Map();
  readonly #byPod: Index = new Map();

  of(namespace: string, service: string): Iterable<EndpointSlice> {
    return this.#byService.get(namespace)?.get(service) ?? [];
  }

  ofPod(namespace: string, pod: string): Iterable<EndpointSlice> {
    return this.#byPod.get(namespace)?.get(pod) ?? [];
  }

  /** Follows one change of the store; other kinds than EndpointSlice are none of its business. */
  replace(before: KubernetesObject | undefined, after: KubernetesObject | undefined): void {
    if (before?.kind === 'EndpointSlice') this.#follow(before, without);
    if (after?.kind === 'EndpointSlice') this.#follow(after, (slices, slice) => [...slices, slice]);
  }

  #follow(slice: EndpointSlice, change: (slices: Slices, slice: EndpointSlice) => Slices): void {
    const { namespace } = slice.metadata;
    const put = (index: Index, name: string): void => {
      const names = index.get(namespace) ?? new Map<string, Slices>();
      const slices = change(names.get(name) ?? [], slice);
      if (slices.length > 0) names.set(name, slices);
      else names.delete(name);
      if (names.size > 0) index.set(namespace, names);
      else index.delete(namespace);
    };
    if (slice.serviceName !== '') put(this.#byService, slice.serviceName);
    for (const pod of new Set(podsOf(slice))) put(this.#byPod, pod);
  }
}

function without(slices: Slices, slice: EndpointSlice): Slices {
  return slices.filter((other) => other !== slice);
}

function podsOf({ endpoints }: EndpointSlice): string[] {
  return endpoints.flatMap(({ pod }) => (pod === undefined ? [] : [pod]));
}
