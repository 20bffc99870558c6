import { Gauge, Registry } from 'prom-client';
import type { SystemStatus } from '../status.ts';
import type { RecordCounts } from './record-counts.ts';

export interface ExternalDnsSources {
  readonly status: () => SystemStatus;
  readonly records: () => RecordCounts;
  /** Writes that failed, since the start. */
  readonly failures: () => number;
  readonly version: string;
}

type Sample = readonly [labels: Record<string, string>, value: number];

/**
 * Metrics under the names that ExternalDNS 0.22 has, for dashboards and alerts that know them; only those
 * that have a meaning where nothing runs in loops.
 */
export function externalDnsMetrics({ status, records, failures, version }: ExternalDnsSources): Registry {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: string[], samples: () => Iterable<Sample>): void => {
    new Gauge({
      name: `external_dns_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const [labels, value] of samples()) this.set(labels, value);
      },
    });
  };
  gauge('build_info', 'Always 1.', ['version', 'os', 'arch'], () => [
    [{ version, os: process.platform, arch: process.arch }, 1],
  ]);
  for (const kind of ['source', 'registry'] as const) {
    const what = kind === 'source' ? 'that objects ask for' : 'that are there under our owner';
    gauge(`${kind}_records`, `Record sets ${what}, by type.`, ['record_type'], () => byType(records()[kind]));
    gauge(`${kind}_endpoints_total`, `Record sets ${what}.`, [], () => [[{}, sum(records()[kind])]]);
  }
  gauge('controller_verified_records', 'Record sets asked for and there, by type.', ['record_type'], () =>
    byType(records().verified),
  );
  gauge('registry_errors_total', 'Writes that failed.', [], () => [[{}, failures()]]);
  timestamp('last_reconcile_timestamp_seconds', 'When everything was last looked at: now.', () => true);
  timestamp('last_sync_timestamp_seconds', 'When everything was last seen in step.', () =>
    isInStep(status()),
  );

  function timestamp(name: string, help: string, holds: () => boolean): void {
    new Gauge({
      name: `external_dns_controller_${name}`,
      help,
      registers,
      collect() {
        if (holds()) this.setToCurrentTime();
      },
    });
  }
  return registry;
}

function isInStep({ kinds, outputs }: SystemStatus): boolean {
  return (
    kinds.every(({ synced }) => synced) &&
    outputs.every(({ ready, synchronised, names }) => ready && synchronised && names.failed === 0)
  );
}

function byType(counts: RecordCounts['source']): Sample[] {
  return [...counts].map(([type, count]) => [{ record_type: type.toLowerCase() }, count]);
}

function sum(counts: RecordCounts['source']): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
