import { once } from 'node:events';
import { get } from 'node:https';
import { createInterface } from 'node:readline';
import type { KubeApiserver } from '@skywriter/testbed';

const TARGET = 'external-dns.kubernetes.io/target';

/** The targets of one Service, as a watch of the API server tells them: ExternalDNS hears of them no sooner. */
export interface ServiceTargets {
  /** When the Service had these targets, on the clock of `performance.now`; rejects when the watch ends. */
  arrival(targets: string): Promise<number>;
  close(): void;
}

/** Sees every version of the Service from now on; it may not be there yet. */
export async function watchTargets(
  api: KubeApiserver,
  namespace: string,
  service: string,
): Promise<ServiceTargets> {
  const url = `${api.url}/api/v1/namespaces/${namespace}/services?watch=1&fieldSelector=metadata.name=${service}`;
  const headers = { authorization: `Bearer ${api.admin.token}` };
  const waiting = new Map<string, (at: number) => void>();
  const request = get(url, { ca: api.ca, headers, agent: false }, (response) => {
    const lines = createInterface({ input: response });
    lines.on('line', (line) => {
      const at = performance.now();
      const targets = targetsIn(line);
      waiting.get(targets)?.(at);
      waiting.delete(targets);
    });
    // An end in the middle of it is told by the request, too.
    lines.on('error', () => {});
  });
  const ended = new Promise<never>((_, reject) => {
    request.on('error', reject);
    request.on('close', () => reject(new Error('The watch of the Service has ended.')));
  });
  // Nobody may be waiting when it is closed.
  ended.catch(() => {});
  await Promise.race([once(request, 'response'), ended]);
  return {
    arrival: (targets) =>
      Promise.race([new Promise<number>((resolve) => waiting.set(targets, resolve)), ended]),
    close: () => request.destroy(),
  };
}

function targetsIn(line: string): string {
  const event: { object: { metadata: { annotations?: Record<string, string> } } } = JSON.parse(line);
  return event.object.metadata.annotations?.[TARGET] ?? '';
}
