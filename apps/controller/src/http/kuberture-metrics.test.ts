import { type Name, parseName, unwrap } from '@skywriter/core';
import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';
import { countResolved } from './resolved-counts.ts';

const status = () => ({ kinds: [], outputs: [], manifestProblems: [], objectsWithProblems: 0 });

test('the metrics of kuberture stand beside ours, where they are wanted', async () => {
  const metrics = createMetrics({
    status,
    version: '1',
    kuberture: () => ({ resolved: () => new Map([['api', 2]]) }),
  });
  metrics.committed('api', 4);
  metrics.failed('api');
  metrics.reloaded('applied');
  metrics.reloaded('refused');
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('kuberture_'));
  expect(lines).toEqual(
    expect.arrayContaining([
      'kuberture_reconcile_total{status="success"} 1',
      'kuberture_reconcile_total{status="error"} 1',
      'kuberture_endpoints_resolved{output="api"} 2',
      'kuberture_config_reload_total{result="success"} 1',
      'kuberture_config_reload_total{result="error"} 1',
      'kuberture_reconcile_duration_seconds_count 1',
      expect.stringMatching(/^kuberture_last_reconcile_timestamp \d+/),
    ]),
  );
  expect(await createMetrics({ status, version: '1' }).text()).not.toContain('kuberture_');
});

test('an address of several names of an output counts once', () => {
  const names = ['a.example', 'b.example'].map((text): Name => unwrap(parseName(text)));
  const engine = {
    names,
    outputs: [{ output: { name: 'api' } }, { output: { name: 'other' } }],
    claimsTo: () => [
      { targets: ['10.0.0.1', '10.0.0.2'], outputs: ['api'] },
      { targets: [], outputs: ['other'] },
      { targets: ['10.0.0.3'] },
    ],
  };
  expect(Object.fromEntries(countResolved(engine))).toEqual({ api: 2, other: 0 });
});
