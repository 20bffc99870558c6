import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseName, unwrap } from '@skywriter/core';
import { eventually } from '@skywriter/testbed';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { compose, type System } from '../compose.ts';
import { loadConfiguration } from '../config/load.ts';
import { createLog } from '../log/log.ts';
import { createTerminal } from '../terminal/terminal.ts';
import type { HostAnswer } from './lookup.ts';

const shop = unwrap(parseName('shop.example.com'));

async function serviceWorld(answers: () => Promise<HostAnswer>, offline = false): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'skywriter-'));
  await writeFile(
    join(folder, 'service.yaml'),
    `apiVersion: v1
kind: Service
metadata:
  name: shop
  annotations: { external-dns.kubernetes.io/hostname: shop.example.com }
spec: { type: LoadBalancer }
status: { loadBalancer: { ingress: [{ hostname: lb.example.net }] } }
`,
  );
  const file = join(folder, 'skywriter.yaml');
  await writeFile(
    file,
    `owner: o
manifests: [service.yaml]
sources: [{ service: { resolveLoadBalancer: true } }]
outputs: [{ name: one, zones: [example.com], dns: { listen: ['127.0.0.1:0'] } }]
`,
  );
  const loaded = await loadConfiguration(file);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  return compose({
    configuration: loaded.configuration,
    env: {},
    clock: systemClock,
    log: createLog({ level: 'fatal', format: 'json' }, createTerminal({ write: () => {} }, {})),
    lookup: answers,
    offline,
  });
}

function recordsOf(system: System): string[] {
  const sets = system.outputs.get('one')?.output.observed(shop).recordSets ?? [];
  return sets.flatMap(({ type, targets }) => targets.map(({ value }) => `${type} ${value}`));
}

describe('host names of load balancers', () => {
  test('are published as what they resolve to', async () => {
    const answer = { v4: { addresses: ['192.0.2.1'] }, v6: { addresses: ['2001:db8::1'] } };
    const system = await serviceWorld(() => Promise.resolve(answer));
    await eventually(() => system.outputs.synchronised(), { what: 'the first synchronisation' });
    expect(recordsOf(system)).toEqual(['A 192.0.2.1', 'AAAA 2001:db8::1']);
    await system.stop();
  });

  test('hold back the first synchronisation until they have been asked for, and no longer', async () => {
    let answer = (_: HostAnswer): void => {};
    const system = await serviceWorld(() => new Promise((resolve) => (answer = resolve)));
    expect(system.read()).toBe(false);
    const failure = { failure: 'ESERVFAIL' };
    answer({ v4: failure, v6: failure });
    await eventually(() => system.outputs.synchronised(), { what: 'the first synchronisation' });
    expect(recordsOf(system)).toEqual([]);
    const problems = [...system.engine.objectProblems.values()].flat().map(({ code }) => code);
    expect(problems).toContain('SKY_HOST_UNRESOLVED');
    await system.stop();
  });

  test('are not asked for offline, which keeps nothing waiting', async () => {
    const system = await serviceWorld(() => Promise.reject(new Error('asked')), true);
    await eventually(() => system.read(), { what: 'everything read' });
    await system.stop();
  });
});
