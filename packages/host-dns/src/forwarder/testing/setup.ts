import { parseName, unwrap } from '@skywriter/core';
import { dnsQuery, systemClock } from '@skywriter/testbed';
import { afterEach } from 'vitest';
import type { Server } from '../../platform/host-dns.ts';
import { createForwarder, type Forwarder, type ForwarderOptions } from '../forwarder.ts';
import { type Answering, startUpstream } from './upstream.ts';

export const clusterLocal = unwrap(parseName('cluster.local'));

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

/** Stops it when the test is over. */
export function cleanly<T extends { stop(): Promise<void> }>(started: T): T {
  running.push(started);
  return started;
}

export async function upstream(answering: Answering, port?: number) {
  return cleanly(await startUpstream(answering, port));
}

export async function forwarder(options: Partial<ForwarderOptions> = {}): Promise<Forwarder> {
  const made = unwrap(
    createForwarder({
      listen: [{ address: '127.0.0.1', port: 0 }],
      rules: [],
      upstreams: [],
      clock: systemClock,
      ...options,
    }),
  );
  cleanly(made);
  unwrap(await made.start());
  return made;
}

/** The code and the data of an answer: `NOERROR 192.0.2.1`. */
export async function asks(
  { endpoints: [endpoint] }: Pick<Forwarder, 'endpoints'>,
  name: string,
  more: Partial<Parameters<typeof dnsQuery>[0]> = {},
): Promise<string> {
  const { rcode, answer } = await dnsQuery({ ...(endpoint ?? { port: 0 }), name, timeoutMs: 5000, ...more });
  return [rcode, ...answer.map(({ rdata }) => rdata)].join(' ');
}

export function at({ address, port }: Server): Server {
  return { address, port };
}
