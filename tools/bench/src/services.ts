import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KubeApiserver, makeFolder, startKubeApiserver } from '@skywriter/testbed';
import type { Contender } from './contender.ts';
import { startContender } from './contender-process.ts';
import type { Figure } from './figure.ts';
import { AFTERWARDS_MS, before, CHANGE_LIMIT_MS, idle } from './measure.ts';
import { senderTo } from './sender.ts';
import { watchTargets } from './service-targets.ts';
import { percentile } from './statistics.ts';
import { writesIn } from './writes.ts';

const NAMESPACE = 'published';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
const SERVICE = 'api';

/** What changes of one slice, one after the other, brought about. */
export interface ServicesMeasurement {
  /** In milliseconds, from the request that changes the slice to the watch event of the updated Service. */
  readonly latencies: readonly number[];
  /** Requests that write Services or Events, as the API server counts them. */
  readonly writesPerChange: number;
}

/** Measures the drop-in for kuberture with one output, on an API server of its own. */
export async function measureServices(skywriter: Contender, changes: number): Promise<ServicesMeasurement> {
  const api = await startKubeApiserver();
  const sender = senderTo(api, 1);
  try {
    await sender.send('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
    const labels = { 'kubernetes.io/service-name': SERVICE };
    const slice = { metadata: { name: SERVICE, labels }, addressType: 'IPv4', ...endpoints(0) };
    await sender.send('POST', SLICES, slice);
    const targets = await watchTargets(api, NAMESPACE, SERVICE);
    const first = targets.arrival(addressesOf(0).join(','));
    const running = startContender(skywriter, [`--config=${await configuration()}`], {
      KUBECONFIG: api.kubeconfig,
      POD_NAMESPACE: NAMESPACE,
    });
    try {
      await before(first, running, CHANGE_LIMIT_MS);
      await idle(running);
      const written = await writes(api);
      const latencies: number[] = [];
      for (let change = 1; change <= changes; change += 1) {
        const arrived = targets.arrival(addressesOf(change).join(','));
        const sent = performance.now();
        await sender.send('PATCH', `${SLICES}/${SERVICE}`, endpoints(change));
        latencies.push((await before(arrived, running, CHANGE_LIMIT_MS)) - sent);
      }
      await sleep(AFTERWARDS_MS);
      return { latencies, writesPerChange: ((await writes(api)) - written) / changes };
    } finally {
      await running.stop();
      targets.close();
    }
  } finally {
    sender.close();
    await api.stop();
  }
}

/** The writes stand in its title, for they are no time; one write too many in a thousand changes is seen. */
export function servicesFigure({ latencies, writesPerChange }: ServicesMeasurement): Figure {
  const row = (label: string, share: number) => {
    const value = percentile(latencies, share);
    return { label, values: new Map([['skywriter', { median: value, least: value, most: value }] as const]) };
  };
  return {
    name: 'services',
    title: `A slice changes: until its Service is updated. API writes per change: ${Number(writesPerChange.toFixed(3))}`,
    unit: 'ms',
    rows: [row('p50', 0.5), row('p99', 0.99)],
    growth: false,
  };
}

/** Three nodes of a control plane, one of which has another address after each change; sorted as text. */
function addressesOf(change: number): string[] {
  return ['10.0.0.1', '10.0.0.2', `172.16.${change >> 8}.${change & 255}`];
}

function endpoints(change: number): object {
  return {
    endpoints: addressesOf(change).map((address) => ({ addresses: [address], conditions: { ready: true } })),
  };
}

async function configuration(): Promise<string> {
  const file = join(await makeFolder('services'), 'config.yaml');
  const outputs = [{ name: 'api', hostname: ['api.k8s.example.com'], serviceName: SERVICE }];
  const addresses = { metricsBindAddress: '127.0.0.1:0', healthProbeBindAddress: '127.0.0.1:0' };
  await writeFile(file, JSON.stringify({ source: { serviceName: SERVICE }, ...addresses, outputs }));
  return file;
}

async function writes(api: KubeApiserver): Promise<number> {
  return writesIn(await (await api.adminFetch('/metrics')).text(), ['services', 'events']);
}
