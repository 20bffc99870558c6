import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { SystemStatus } from '../status.ts';

export interface KubertureSources {
  readonly status: () => SystemStatus;
  /** Addresses that each output's records lead to just now. */
  readonly resolved: () => ReadonlyMap<string, number>;
}

export interface KubertureMetrics {
  /** A name was written, so many milliseconds after what caused it. */
  committed(milliseconds: number | undefined): void;
  failed(): void;
  reloaded(result: 'applied' | 'refused'): void;
  text(): Promise<string>;
}

/**
 * Metrics under kuberture's names, for dashboards and alerts that know them. Where it counts passes over
 * everything these count writes, for nothing here runs in passes; and addresses that are held count no more as
 * resolved.
 */
export function kubertureMetrics({ status, resolved }: KubertureSources): KubertureMetrics {
  const registry = new Registry();
  const registers = [registry];
  const reconciles = new Counter({
    name: 'kuberture_reconcile_total',
    help: 'Writes of names, by how they ended.',
    labelNames: ['status'],
    registers,
  });
  for (const end of ['success', 'error']) reconciles.inc({ status: end }, 0);
  const duration = new Histogram({
    name: 'kuberture_reconcile_duration_seconds',
    help: 'From the event of an object to the write.',
    registers,
  });
  const reloads = new Counter({
    name: 'kuberture_config_reload_total',
    help: 'Changes of the configuration file.',
    labelNames: ['result'],
    registers,
  });
  new Gauge({
    name: 'kuberture_endpoints_resolved',
    help: 'Addresses that the records of an output lead to.',
    labelNames: ['output'],
    registers,
    collect() {
      this.reset();
      for (const [output, count] of resolved()) this.set({ output }, count);
    },
  });
  new Gauge({
    name: 'kuberture_last_reconcile_timestamp',
    help: 'When everything was last seen in step.',
    registers,
    collect() {
      if (status().outputs.every(({ ready, synchronised }) => ready && synchronised)) this.setToCurrentTime();
    },
  });
  return {
    committed(milliseconds) {
      reconciles.inc({ status: 'success' });
      if (milliseconds !== undefined) duration.observe(milliseconds / 1000);
    },
    failed: () => reconciles.inc({ status: 'error' }),
    reloaded: (result) => reloads.inc({ result: result === 'applied' ? 'success' : 'error' }),
    text: () => registry.metrics(),
  };
}
