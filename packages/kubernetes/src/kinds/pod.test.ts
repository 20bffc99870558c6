import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { unwrap } from '@skywriter/core';
import { describe, expect, it, test } from 'vitest';
import { recordingStore } from '../fixtures/recording-store.ts';
import { kindRows } from './kinds.ts';

const clock = { now: () => 0 };
const project = (raw: unknown) => unwrap(kindRows.Pod.project(raw));

/** A Pod as an API server sends it, with a sidecar and the labels and annotations that meshes add. */
function rawPod(index: number, status: object = {}): unknown {
  const container = {
    name: 'web',
    image: 'registry.example/web:1.2.3',
    env: Array.from({ length: 20 }, (_, at) => ({
      name: `VARIABLE_${at}`,
      value: `value ${at} of ${index}`,
    })),
    resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m', memory: '128Mi' } },
  };
  return {
    metadata: {
      name: `web-${(index * 7919).toString(36).padStart(10, 'x')}`,
      namespace: `team-${index % 50}`,
      uid: `00000000-0000-4000-8000-${index.toString().padStart(12, '0')}`,
      resourceVersion: String(index),
      creationTimestamp: '2026-01-02T03:04:05Z',
      labels: { app: 'web', 'pod-template-hash': String(index), version: 'v1', region: 'north' },
      annotations: {
        'mesh.example/status': `{"injected":true,"hash":"${index}"}`,
        'prometheus.io/scrape': 'true',
      },
      managedFields: [{ manager: 'kubelet', fieldsV1: { 'f:status': {} } }],
    },
    spec: { nodeName: `node-${index % 300}`, containers: [container, { ...container, name: 'proxy' }] },
    status: {
      phase: 'Running',
      hostIP: `10.1.${(index % 300) >> 8}.${index % 256}`,
      hostIPs: [{ ip: `10.1.${(index % 300) >> 8}.${index % 256}` }],
      podIPs: [{ ip: '10.244.0.1' }],
      conditions: [{ type: 'Ready', status: 'True' }],
      ...status,
    },
  };
}

describe('what is kept of a Pod', () => {
  const metadata = { namespace: 'shop', name: 'p', labels: {}, annotations: {} };

  it.each([
    ['nothing but its name', {}, { hostIPs: [] }],
    [
      'its host name, node and host addresses',
      {
        spec: { hostname: 'db-0', nodeName: 'n1' },
        status: { hostIP: '10.0.0.1', hostIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] },
      },
      { hostname: 'db-0', nodeName: 'n1', hostIPs: ['10.0.0.1', 'fd00::1'] },
    ],
    ['the one host address of older clusters', { status: { hostIP: '10.0.0.1' } }, { hostIPs: ['10.0.0.1'] }],
    [
      'no empty ones, before it is scheduled',
      { spec: { nodeName: '' }, status: { hostIP: '' } },
      { hostIPs: [] },
    ],
  ])('%s', (_what, fields, expected) => {
    const raw = { metadata: { namespace: 'shop', name: 'p', labels: { app: 'x' }, uid: 'u' }, ...fields };
    expect(project(raw)).toStrictEqual({ kind: 'Pod', metadata, ...expected });
  });

  it('of its annotations only targets, under whatever prefix', () => {
    const annotations = {
      'a.example/target': '192.0.2.1',
      'b.example/target': 'x',
      'a.example/hostname': 'y',
    };
    expect(project({ metadata: { name: 'p', annotations } }).metadata.annotations).toStrictEqual({
      'a.example/target': '192.0.2.1',
      'b.example/target': 'x',
    });
  });
});

test('a change of a Pod that shows nowhere is no change', () => {
  const { store, log } = recordingStore(clock);
  const feed = store.feed({ kinds: ['Pod'] });
  feed.apply(project(rawPod(1)));
  feed.apply(project(rawPod(1, { phase: 'Failed', conditions: [], podIPs: [] })));
  expect(log).toHaveLength(1);
  feed.apply(project(rawPod(1, { hostIPs: [{ ip: '10.9.9.9' }] })));
  expect(log).toHaveLength(2);
});

/** How much more of the heap is in use after a task, of what cannot be collected; octets. */
function measure(task: () => void): number {
  setFlagsFromString('--expose_gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  const before = process.memoryUsage().heapUsed;
  task();
  collect();
  return process.memoryUsage().heapUsed - before;
}

test('30,000 Pods take little memory', () => {
  const { store } = recordingStore(clock);
  const feed = store.feed({ kinds: ['Pod'] });
  const count = 30_000;
  const used = measure(() => {
    for (let index = 0; index < count; index += 1) {
      // Through JSON, as it comes from the API server: text that is cut out of a longer one would keep it.
      feed.apply(project(JSON.parse(JSON.stringify(rawPod(index)))));
    }
  });
  expect(store.count('Pod')).toBe(count);
  const each = used / count;
  process.stdout.write(
    `a Pod takes ${each.toFixed(0)} bytes, ${(used / 2 ** 20).toFixed(1)} MiB for ${count}\n`,
  );
  expect(each).toBeLessThan(1_200);
});
