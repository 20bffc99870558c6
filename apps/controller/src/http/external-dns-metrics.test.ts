import { describe, expect, test } from 'vitest';
import type { SystemStatus } from '../status.ts';
import { createMetrics } from './metrics.ts';
import type { RecordCounts } from './record-counts.ts';

const names = { settled: 7, held: 0, waiting: 0, withheld: 0, refused: 0, failed: 0 };
const good: SystemStatus = {
  kinds: [{ kind: 'Ingress', synced: true, objects: 12 }],
  outputs: [{ name: 'c', ready: true, synchronised: true, names, pending: 3, owned: 9, counts: {} }],
  manifestProblems: [],
  objectsWithProblems: 0,
};
const counts: RecordCounts = {
  source: new Map([
    ['A', 5],
    ['AAAA', 2],
  ]),
  registry: new Map([['A', 4]]),
  verified: new Map([['A', 3]]),
};

function metricsOf(status: () => SystemStatus, wanted = true) {
  return createMetrics({
    status,
    version: '1.2.3',
    externalDns: () => (wanted ? { records: () => counts } : undefined),
  });
}

function sampleOf(text: string, metric: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${metric} `));
  return line === undefined ? undefined : Number(line.split(' ')[1]);
}

describe('metrics under the names of ExternalDNS', () => {
  test('count records by type in lower case, as there', async () => {
    const metrics = metricsOf(() => good);
    metrics.failed('c');
    const lines = (await metrics.text()).split('\n');
    for (const line of [
      'external_dns_source_records{record_type="a"} 5',
      'external_dns_source_records{record_type="aaaa"} 2',
      'external_dns_source_endpoints_total 7',
      'external_dns_registry_records{record_type="a"} 4',
      'external_dns_registry_endpoints_total 4',
      'external_dns_registry_errors_total 1',
      'external_dns_controller_verified_records{record_type="a"} 3',
      'skywriter_write_failures_total{output="c"} 1',
    ]) {
      expect(lines).toContain(line);
    }
  });

  test('are there only where they are wanted', async () => {
    expect(await metricsOf(() => good, false).text()).not.toContain('external_dns_');
  });

  test('the last synchronisation stands still while something is not in step', async () => {
    let status: SystemStatus = { ...good, kinds: [{ kind: 'Ingress', synced: false, objects: 0 }] };
    const metrics = metricsOf(() => status);
    const metric = 'external_dns_controller_last_sync_timestamp_seconds';
    const before = Date.now() / 1000;
    expect(sampleOf(await metrics.text(), metric)).toBe(0);
    status = good;
    const seen = sampleOf(await metrics.text(), metric) ?? 0;
    expect(seen).toBeGreaterThanOrEqual(before - 1);
    status = { ...good, outputs: good.outputs.map((output) => ({ ...output, ready: false })) };
    expect(sampleOf(await metrics.text(), metric)).toBe(seen);
    expect(
      sampleOf(await metrics.text(), 'external_dns_controller_last_reconcile_timestamp_seconds'),
    ).toBeGreaterThanOrEqual(seen);
  });
});
