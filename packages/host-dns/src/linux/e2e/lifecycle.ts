import { parseName, unwrap } from '@skywriter/core';
import { eventually } from '@skywriter/testbed';
import { expect } from 'vitest';
import type { Report } from '../../engine/report.ts';
import { forgotten, type HostDns } from '../../platform/host-dns.ts';
import { CLUSTER, CORP, type World } from './world.ts';

const domain = unwrap(parseName('cluster.local'));

export const split: HostDns = {
  ...forgotten,
  domains: [domain],
  servers: [{ address: '172.19.1.100', port: 53 }],
};
/** To a DNS proxy on this machine, which knows both. */
export const adapter: HostDns = {
  ...forgotten,
  mode: 'adapter',
  domains: [domain],
  servers: [{ address: '127.0.0.2', port: 53 }],
};
export const proxy = `
dnsmasq -C /dev/null --no-resolv --no-hosts --user=root --pid-file= --bind-interfaces --listen-address=127.0.0.2 \\
  --server=/cluster.local/172.19.1.100 --server=10.1.1.1
`;

/** What a network manager tells resolved of the company's network, until resolved has understood. */
export const told = `
resolvectl dns eth0 10.1.1.1; resolvectl domain eth0 corp.example
until resolvectl default-route eth0 | grep -q yes; do sleep 0.05; done
`;

export interface Story {
  readonly wanted: HostDns;
  readonly backend: string;
  /** What happens to machines: each must leave names as they are. */
  readonly events?: Readonly<Record<string, string>>;
}

/** Applied, twice, through all that happens, and reset: names and nothing else changed, and then nothing at all. */
export async function expectLifecycle(world: World, { wanted, backend, events = {} }: Story): Promise<void> {
  const before = await world.fingerprint();
  await expectForgotten(world);

  const report = await world.ask<Report>({ do: 'apply', wanted });
  expect(report).toMatchObject({ ok: true, problem: null, backend });
  expect(report.explanation).toMatch(/^dns: \[.* → .+\]$/);
  await eventually(() => expectKnown(world), { what: 'names after apply' });
  const again = await world.ask<Report>({ do: 'apply', wanted });
  // The dead man's switch guards the second time, too.
  const changed = again.settings.filter(({ setting: { kind } }) => kind !== 'dead-man');
  expect(changed.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
  for (const [name, script] of Object.entries(events)) {
    await world.host.sh(script);
    await eventually(() => expectKnown(world), { what: `names after ${name}` });
  }

  expect(await world.ask<Report>({ do: 'reset' })).toMatchObject({ ok: true, problem: null });
  await eventually(async () => expect(await world.fingerprint()).toBe(before), { what: 'what was before' });
  await eventually(() => expectForgotten(world), { what: 'names after reset' });
  expect(await world.ask<Report>({ do: 'reset' })).toMatchObject({ ok: true, settings: [] });
}

/** The cluster's names come from the cluster, and only it is asked; all others as ever. */
export async function expectKnown(world: World): Promise<void> {
  expect(await world.resolve('cluster.local')).toEqual({ got: [CLUSTER], asked: ['cluster'] });
  expect(await world.resolve('corp.example')).toEqual({ got: [CORP], asked: ['corp'] });
}

/** Nobody asks the cluster for anything. */
export async function expectForgotten(world: World): Promise<void> {
  expect(await world.resolve('cluster.local')).toMatchObject({
    got: [],
    asked: expect.not.arrayContaining(['cluster']),
  });
}
