import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { OutputCount, SystemStatus } from '../status.ts';
import { externalDnsMetrics } from './external-dns-metrics.ts';
import { type KubertureSources, kubertureMetrics } from './kuberture-metrics.ts';
import { noRecords, type RecordCounts } from './record-counts.ts';

export interface Metrics {
  /** A name was written, so many milliseconds after the event of the object that caused it. */
  committed(output: string, latency: number | undefined): void;
  /** A write of a name failed; it is tried again. */
  failed(output: string): void;
  reloaded(result: 'applied' | 'refused'): void;
  /** An error that nothing of ours expected. */
  defect(): void;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Half a millisecond to ten seconds, each step about double: the goal is at the lower end. */
const LATENCY_BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** What each output's counts are called, and whether they only grow. */
const outputCounts: readonly { count: OutputCount; name: string; help: string; total: boolean }[] = [
  {
    count: 'foreign',
    name: 'skywriter_foreign_keys',
    help: 'Keys of other owners, never touched.',
    total: false,
  },
  { count: 'malformed', name: 'skywriter_malformed_keys', help: 'Keys that nobody can read.', total: false },
  {
    count: 'repairs',
    name: 'skywriter_drift_repairs_total',
    help: 'Names put right after a foreign change.',
    total: true,
  },
  {
    count: 'transactions',
    name: 'skywriter_transactions_total',
    help: 'Transactions committed.',
    total: true,
  },
  {
    count: 'conflicts',
    name: 'skywriter_transaction_conflicts_total',
    help: 'Transactions that met a foreign change.',
    total: true,
  },
  {
    count: 'released',
    name: 'skywriter_deletions_released_total',
    help: 'Names whose stopped mass deletion was let pass.',
    total: true,
  },
];

export interface MetricsOptions {
  readonly status: () => SystemStatus;
  readonly version: string;
  /** Where the names of ExternalDNS are wanted beside ours: what only they need. */
  readonly externalDns?: () => { readonly records: () => RecordCounts } | undefined;
  /** Where the names of kuberture are wanted: what only they need. */
  readonly kuberture?: () => Pick<KubertureSources, 'resolved'> | undefined;
}

/** The metrics of one process. `status` is asked when somebody scrapes, so that nothing is counted twice. */
export function createMetrics({
  status,
  version,
  externalDns = () => undefined,
  kuberture = () => undefined,
}: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const latency = new Histogram({
    name: 'skywriter_commit_latency_seconds',
    help: 'From the event of an object to the commit of its names.',
    labelNames: ['output'],
    buckets: LATENCY_BUCKETS,
    registers,
  });
  const commits = new Counter({
    name: 'skywriter_commits_total',
    help: 'Names written.',
    labelNames: ['output'],
    registers,
  });
  const failures = new Counter({
    name: 'skywriter_write_failures_total',
    help: 'Writes of names that failed and were tried again.',
    labelNames: ['output'],
    registers,
  });
  const reloads = new Counter({
    name: 'skywriter_configuration_reloads_total',
    help: 'Changes of the configuration file, applied or refused.',
    labelNames: ['result'],
    registers,
  });
  const defects = new Counter({
    name: 'skywriter_defects_total',
    help: 'Errors that nothing expected: report them.',
    registers,
  });
  new Gauge({
    name: 'skywriter_build_info',
    help: 'Always 1.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  registerStatus(status, registers);
  let failed = 0;
  const aliases = externalDnsMetrics({
    status,
    version,
    failures: () => failed,
    records: () => externalDns()?.records() ?? noRecords,
  });
  const ofKuberture = kubertureMetrics({ status, resolved: () => kuberture()?.resolved() ?? new Map() });
  return {
    committed(output, milliseconds) {
      commits.inc({ output });
      ofKuberture.committed(milliseconds);
      if (milliseconds !== undefined) latency.observe({ output }, milliseconds / 1000);
    },
    failed(output) {
      failed += 1;
      failures.inc({ output });
      ofKuberture.failed();
    },
    reloaded(result) {
      reloads.inc({ result });
      ofKuberture.reloaded(result);
    },
    defect: () => defects.inc(),
    async text() {
      const texts = [registry.metrics()];
      if (externalDns() !== undefined) texts.push(aliases.metrics());
      if (kuberture() !== undefined) texts.push(ofKuberture.text());
      return (await Promise.all(texts)).join('\n');
    },
    contentType: registry.contentType,
  };
}

type Sample = readonly [labels: Record<string, string>, value: number];

function registerStatus(status: () => SystemStatus, registers: Registry[]): void {
  const gauge = (name: string, help: string, samples: (status: SystemStatus) => Iterable<Sample>): void => {
    const [first] = [...samples(emptyStatus)];
    new Gauge({
      name,
      help,
      labelNames: Object.keys(first?.[0] ?? {}),
      registers,
      collect() {
        this.reset();
        for (const [labels, value] of samples(status())) this.set(labels, value);
      },
    });
  };
  gauge('skywriter_kind_synced', 'Whether all objects of a kind are known.', ({ kinds }) =>
    kinds.map(({ kind, synced }) => [{ kind }, synced ? 1 : 0]),
  );
  gauge('skywriter_objects', 'Objects known, by kind.', ({ kinds }) =>
    kinds.map(({ kind, objects }) => [{ kind }, objects]),
  );
  gauge(
    'skywriter_leading',
    'Whether this process may write; 1 where nobody is elected.',
    ({ leading = true }) => [[{}, leading ? 1 : 0]],
  );
  gauge('skywriter_objects_with_problems', 'Objects of which something cannot be published.', (now) => [
    [{}, now.objectsWithProblems],
  ]);
  gauge('skywriter_manifest_problems', 'Problems in manifest files.', (now) => [
    [{}, now.manifestProblems.length],
  ]);
  gauge('skywriter_output_ready', 'Whether an output observes and writes.', ({ outputs }) =>
    outputs.map(({ name, ready }) => [{ output: name }, ready ? 1 : 0]),
  );
  gauge('skywriter_names', 'Names of an output, by state.', ({ outputs }) =>
    outputs.flatMap(({ name, names }) =>
      Object.entries(names).map(([state, count]): Sample => [{ output: name, state }, count]),
    ),
  );
  gauge('skywriter_held_age_seconds', 'Of the name that is held longest; 0 if none is.', ({ outputs }) =>
    outputs.map(({ name, heldFor = 0 }) => [{ output: name }, heldFor]),
  );
  gauge('skywriter_names_pending', 'Names that are not in step yet.', ({ outputs }) =>
    outputs.map(({ name, pending }) => [{ output: name }, pending]),
  );
  gauge('skywriter_names_owned', 'Names there under our owner.', ({ outputs }) =>
    outputs.map(({ name, owned }) => [{ output: name }, owned]),
  );
  gauge('skywriter_deletions_stopped', 'Names of a mass deletion that waits for a decision.', ({ outputs }) =>
    outputs.map(({ name, stopped }) => [{ output: name }, stopped?.names ?? 0]),
  );
  for (const { count, name, help, total } of outputCounts) {
    const Kind = total ? Counter : Gauge;
    new Kind({
      name,
      help,
      labelNames: ['output'],
      registers,
      collect() {
        this.reset();
        for (const output of status().outputs) {
          const value = output.counts[count];
          if (value !== undefined) this.inc({ output: output.name }, value);
        }
      },
    });
  }
}

const noNames = { settled: 0, held: 0, waiting: 0, withheld: 0, refused: 0, failed: 0 };
/** One of each, for the names of the labels. */
const emptyStatus: SystemStatus = {
  kinds: [{ kind: '', synced: false, objects: 0 }],
  outputs: [
    {
      name: '',
      ready: false,
      names: noNames,
      synchronised: false,
      pending: 0,
      owned: 0,
      counts: {},
    },
  ],
  manifestProblems: [],
  objectsWithProblems: 0,
};
