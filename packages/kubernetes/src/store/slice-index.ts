import type { EndpointSlice, KubernetesObject } from '@skywriter/core';
import { keyOf } from './table.ts';

/** EndpointSlices by the Service they belong to, so that a Service finds its own without a search. */
export class SliceIndex {
  readonly #byService = new Map<string, Map<string, EndpointSlice>>();

  of(namespace: string, service: string): Iterable<EndpointSlice> {
    return this.#byService.get(keyOf(namespace, service))?.values() ?? [];
  }

  /** Follows one change of the store; other kinds than EndpointSlice are none of its business. */
  replace(before: KubernetesObject | undefined, after: KubernetesObject | undefined): void {
    if (before?.kind === 'EndpointSlice') this.#remove(before);
    if (after?.kind === 'EndpointSlice') this.#add(after);
  }

  #add(slice: EndpointSlice): void {
    if (slice.serviceName === '') return;
    const key = keyOf(slice.metadata.namespace, slice.serviceName);
    const slices = this.#byService.get(key) ?? new Map<string, EndpointSlice>();
    this.#byService.set(key, slices.set(slice.metadata.name, slice));
  }

  #remove(slice: EndpointSlice): void {
    const key = keyOf(slice.metadata.namespace, slice.serviceName);
    const slices = this.#byService.get(key);
    slices?.delete(slice.metadata.name);
    if (slices?.size === 0) this.#byService.delete(key);
  }
}
