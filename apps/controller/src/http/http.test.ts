import { afterEach, describe, expect, test } from 'vitest';
import { standby } from '../leader/gate.ts';
import type { SystemStatus } from '../status.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { readinessOf } from './readiness.ts';
import { type HttpServer, startHttpServer } from './server.ts';

const names = { settled: 7, held: 1, waiting: 0, withheld: 0, refused: 2, failed: 0 };
const refused = { code: 'SKY_X', message: 'No rights.', hint: 'Add a rule.' } as const;
const good: SystemStatus = {
  kinds: [{ kind: 'Ingress', synced: true, objects: 12 }],
  outputs: [
    {
      name: 'cluster',
      ready: true,
      synchronised: true,
      names,
      pending: 3,
      owned: 9,
      heldFor: 12.5,
      counts: { foreign: 4, malformed: 1, repairs: 2, transactions: 5 },
    },
  ],
  manifestProblems: [],
  objectsWithProblems: 2,
};
const bad: SystemStatus = {
  ...good,
  kinds: [{ kind: 'Ingress', synced: false, objects: 0, problem: refused }],
  outputs: good.outputs.map((output) => ({ ...output, ready: false })),
};

test('health can be served alone', async () => {
  const server = await startHttpServer({
    listen: { host: '127.0.0.1', port: 0 },
    status: () => good,
    healthy: () => true,
  });
  try {
    const at = (path: string) => fetch(`http://127.0.0.1:${server.endpoint.port}${path}`);
    const codes = await Promise.all(
      ['/healthz', '/readyz', '/metrics'].map(async (path) => (await at(path)).status),
    );
    expect(codes).toEqual([200, 200, 404]);
  } finally {
    await server.stop();
  }
});

describe('readinessOf', () => {
  test('is honest', () => {
    expect(readinessOf(good)).toMatchObject({
      ready: true,
      waiting: [],
      warnings: [{ what: 'output cluster' }],
    });
    expect(readinessOf(bad)).toMatchObject({
      ready: false,
      waiting: [
        { what: 'objects of kind Ingress', why: 'No rights. Add a rule.' },
        { what: 'output cluster', why: 'It is not connected yet.' },
      ],
    });
  });

  test('is ready while it waits for its turn', () => {
    const outputs = good.outputs.map((output) => ({ ...output, ready: false, problem: standby }));
    expect(readinessOf({ ...good, leading: false, outputs })).toMatchObject({
      ready: true,
      waiting: [],
      warnings: [{ why: expect.stringContaining('Another process holds the Lease') }, {}],
    });
  });

  test('is not ready before the first synchronisation is through', () => {
    const status = { ...good, outputs: good.outputs.map((output) => ({ ...output, synchronised: false })) };
    expect(readinessOf(status)).toMatchObject({
      ready: false,
      waiting: [{ what: 'output cluster', why: 'The first synchronisation is under way: 3 names are left.' }],
    });
  });

  test('tells what the guards hold back, which keeps nothing else from working', () => {
    const stopped = { names: 60, id: '7f3a91c2', problem: { ...refused, message: '60 names would go.' } };
    const status = { ...good, outputs: good.outputs.map((output) => ({ ...output, stopped })) };
    expect(readinessOf(status)).toEqual({
      ready: true,
      waiting: [],
      warnings: [
        { what: 'output cluster', why: '60 names would go. Add a rule.' },
        {
          what: 'output cluster',
          why: '1 name is held: its object has no targets just now, so the last good records stay. `skywriter plan` tells which.',
        },
      ],
    });
  });

  test('tells what is wrong while everything works', () => {
    const status = { ...good, manifestProblems: [refused], configurationProblem: refused };
    expect(readinessOf(status)).toMatchObject({
      ready: true,
      warnings: [{ what: 'output cluster' }, { what: 'manifests' }, { what: 'configuration' }],
    });
  });
});

describe('the server', () => {
  let server: HttpServer | undefined;
  let metrics: Metrics;
  afterEach(() => server?.stop());

  async function get(path: string, status: SystemStatus, init: RequestInit = {}) {
    metrics = createMetrics({ status: () => status, version: '1.2.3' });
    metrics.committed('cluster', 3);
    metrics.committed('cluster', undefined);
    server = await startHttpServer({
      listen: { host: '127.0.0.1', port: 0 },
      metrics,
      status: () => status,
      healthy: () => true,
    });
    const response = await fetch(`http://127.0.0.1:${server.endpoint.port}${path}`, init);
    return { code: response.status, text: await response.text() };
  }

  test('/readyz is 200 or 503, with the reasons', async () => {
    expect(await get('/readyz', good)).toMatchObject({ code: 200 });
    await server?.stop();
    const { code, text } = await get('/readyz', bad);
    expect(code).toBe(503);
    expect(JSON.parse(text).waiting).toHaveLength(2);
  });

  test('/healthz does not depend on anything outside', async () => {
    expect(await get('/healthz', bad)).toEqual({ code: 200, text: 'ok\n' });
  });

  test('/metrics has what the status says, and the latency', async () => {
    const { text } = await get('/metrics?x=1', good);
    for (const line of [
      'skywriter_build_info{version="1.2.3"} 1',
      'skywriter_kind_synced{kind="Ingress"} 1',
      'skywriter_objects{kind="Ingress"} 12',
      'skywriter_objects_with_problems 2',
      'skywriter_manifest_problems 0',
      'skywriter_output_ready{output="cluster"} 1',
      'skywriter_names{output="cluster",state="settled"} 7',
      'skywriter_names{output="cluster",state="refused"} 2',
      'skywriter_held_age_seconds{output="cluster"} 12.5',
      'skywriter_names_pending{output="cluster"} 3',
      'skywriter_names_owned{output="cluster"} 9',
      'skywriter_foreign_keys{output="cluster"} 4',
      'skywriter_malformed_keys{output="cluster"} 1',
      'skywriter_drift_repairs_total{output="cluster"} 2',
      'skywriter_transactions_total{output="cluster"} 5',
      'skywriter_commits_total{output="cluster"} 2',
      'skywriter_commit_latency_seconds_bucket{le="0.002",output="cluster"} 0',
      'skywriter_commit_latency_seconds_bucket{le="0.005",output="cluster"} 1',
      'skywriter_commit_latency_seconds_count{output="cluster"} 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(await metrics.text()).toContain('skywriter_drift_repairs_total{output="cluster"} 2');
  });

  test('anything else is refused', async () => {
    expect(await get('/', good)).toMatchObject({ code: 404 });
    await server?.stop();
    expect(await get('/metrics', good, { method: 'POST' })).toMatchObject({ code: 405 });
  });

  test('says that a port is taken', async () => {
    await get('/healthz', good);
    const listen = server?.endpoint ?? { host: '127.0.0.1', port: 0 };
    const again = startHttpServer({ listen, metrics, status: () => good, healthy: () => true });
    await expect(again).rejects.toMatchObject({ code: 'SKY_HTTP_LISTEN' });
  });
});
