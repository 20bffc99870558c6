import { setTimeout as sleep } from 'node:timers/promises';
import { type Etcd, type KubeApiserver, startEtcd } from '@skywriter/testbed';
import { type Arrivals, watchArrivals } from './arrivals.ts';
import type { Contender } from './contender.ts';
import { type ContenderProcess, startContender } from './contender-process.ts';
import { hostOf, type Objects } from './objects.ts';

/** ExternalDNS looks at everything a second time five seconds after its start: no change may fall into that. */
const SETTLE_MS = 8_000;
/** After that it is waited for until a contender hardly works any more, which may take long on a busy machine. */
const LOOK_MS = 2_000;
const IDLE_CPU_MS = 100;
const IDLE_LIMIT_MS = 60_000;
/** What a contender still does when a change is in etcd belongs to that change. */
export const AFTERWARDS_MS = 1_000;
/** The testbed's etcd does not wait for its disk; a real one does, and that is where writes one by one cost. */
const DURABLE = ['--unsafe-no-fsync=false'];
const SYNC_LIMIT_MS = 300_000;
/** Without events ExternalDNS acts once a minute. */
export const CHANGE_LIMIT_MS = 90_000;

export interface Setting {
  readonly api: KubeApiserver;
  readonly objects: Objects;
  /** Names that the objects in the API server ask for. */
  readonly names: number;
  /** Sources besides `ingress`. */
  readonly sources: readonly string[];
}

/** What one start of a contender needed. Times in milliseconds, memory in MiB. */
export interface Measurement {
  /** From the start of the process to the last name in etcd. */
  readonly firstSync: number;
  /** CPU time of the process in the same time. */
  readonly firstSyncCpu: number;
  /** From the request that changes an object's status to the new value in etcd. */
  readonly latencies: readonly number[];
  /** NaN without changes. */
  readonly cpuPerChange: number;
  readonly peakMemory: number;
}

export interface MeasureOptions {
  readonly setting: Setting;
  /** Single changes, one after the other. */
  readonly changes: number;
  /** Whether it is watched until everything that follows a start is over. */
  readonly settle: boolean;
  /** Looks at the etcd of its own that the contender has filled. */
  readonly afterwards?: (etcd: Etcd) => Promise<void>;
}

/** Measures one contender on an etcd of its own: the first synchronisation, then single changes. */
export async function measure(contender: Contender, options: MeasureOptions): Promise<Measurement> {
  const { setting, changes, settle, afterwards } = options;
  const etcd = await startEtcd({ extraArgs: DURABLE });
  const arrivals = await watchArrivals(etcd);
  const synced = arrivals.all(Array.from({ length: setting.names }, (_, index) => hostOf(index)));
  const began = performance.now();
  const running = startContender(contender, contender.name === 'raw' ? [] : argumentsFor(setting), {
    ETCD_URLS: etcd.members.map(({ endpoint }) => endpoint).join(','),
  });
  try {
    const firstSync = (await before(synced, running, SYNC_LIMIT_MS)) - began;
    const firstSyncCpu = running.cpu();
    if (settle || changes > 0) await idle(running);
    await afterwards?.(etcd);
    const cpu = running.cpu();
    const latencies: number[] = [];
    for (let change = 0; change < changes; change += 1) {
      latencies.push(await timeChange((change * 7919) % setting.names, { setting, arrivals, running }));
    }
    if (changes > 0) await sleep(AFTERWARDS_MS);
    return {
      firstSync,
      firstSyncCpu,
      latencies,
      cpuPerChange: (running.cpu() - cpu) / changes,
      peakMemory: running.peakMemory(),
    };
  } finally {
    await running.stop();
    await arrivals.close();
    await etcd.stop();
  }
}

/** Waits until a contender that has just started hardly works any more. */
export async function idle(running: ContenderProcess): Promise<void> {
  await sleep(SETTLE_MS);
  for (let waited = 0, before = running.cpu(); waited < IDLE_LIMIT_MS; waited += LOOK_MS) {
    await sleep(LOOK_MS);
    const now = running.cpu();
    if (now - before < IDLE_CPU_MS) return;
    before = now;
  }
}

function argumentsFor({ api, sources }: Setting): string[] {
  return [
    ...['ingress', ...sources].map((source) => `--source=${source}`),
    '--provider=coredns',
    '--policy=sync',
    '--events',
    // No round of its own shall fall into the changes.
    '--interval=30m',
    '--log-level=warning',
    '--metrics-address=127.0.0.1:0',
    `--kubeconfig=${api.kubeconfig}`,
  ];
}

interface Watched {
  readonly setting: Setting;
  readonly arrivals: Arrivals;
  readonly running: ContenderProcess;
}

async function timeChange(index: number, { setting, arrivals, running }: Watched): Promise<number> {
  const ip = freshAddress();
  const arrived = arrivals.address({ name: hostOf(index), ip });
  const sent = performance.now();
  await setting.objects.setAddress(index, ip);
  return (await before(arrived, running, CHANGE_LIMIT_MS)) - sent;
}

let addresses = 0;

/** An address that no object has had: a status that stays as it was is no change. */
function freshAddress(): string {
  addresses += 1;
  return `172.${16 + (addresses >> 16)}.${(addresses >> 8) & 255}.${addresses & 255}`;
}

/** What `work` brings, unless the contender ends or the time is over before. */
export async function before<T>(work: Promise<T>, running: ContenderProcess, ms: number): Promise<T> {
  const watch = new AbortController();
  const late = sleep(ms, undefined, { signal: watch.signal }).then(() => {
    throw new Error(`Nothing came of it within ${ms / 1000} s.`);
  });
  try {
    return await Promise.race([work, running.failed, late]);
  } finally {
    watch.abort();
  }
}
