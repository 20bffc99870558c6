const writing = new Set(['APPLY', 'PATCH', 'POST', 'PUT', 'DELETE', 'DELETECOLLECTION']);

/** How many requests wrote these resources, by an API server's `apiserver_request_total` (Prometheus text format). */
export function writesIn(metrics: string, resources: readonly string[]): number {
  let sum = 0;
  for (const [, labels = '', count] of metrics.matchAll(/^apiserver_request_total\{(.*)\} (\S+)$/gm)) {
    const label = (name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
    if (resources.includes(label('resource')) && writing.has(label('verb'))) sum += Number(count);
  }
  return sum;
}
