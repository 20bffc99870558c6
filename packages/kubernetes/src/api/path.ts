import type { ApiResource } from './fault.ts';

/** The URL path of a collection, in one namespace or of the whole cluster. */
export function pathOf({ group, version, plural }: ApiResource, namespace: string | undefined): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${scope}/${plural}`;
}
