import { type Name, type Output, type OutputListener, parseName, unwrap } from '@skywriter/core';
import { expect, test } from 'vitest';
import { standby, whileLeading } from './gate.ts';

const name: Name = unwrap(parseName('a.example.com'));

/** An output of which only what the gate touches is there, and how it is told. */
function world() {
  const written: Name[] = [];
  let listener: OutputListener | undefined;
  let connected = false;
  let leads = false;
  const changes = new Set<() => void>();
  const inner: Output = {
    name: 'api',
    zones: [],
    defaultTtl: 60,
    get ready() {
      return connected;
    },
    problem: undefined,
    ownedCount: 0,
    async start(to) {
      listener = to;
    },
    stop: async () => {},
    observed: () => ({ recordSets: [], foreign: [] }),
    ownedNames: () => [],
    refuses: () => [],
    settled: () => true,
    async apply(assignments) {
      written.push(...assignments.map((each) => each.name));
      return assignments.map((each) => ({ name: each.name, result: 'done' }));
    },
  };
  const output = whileLeading(inner, {
    get leading() {
      return leads;
    },
    onChange(changed) {
      changes.add(changed);
      return () => changes.delete(changed);
    },
  });
  return {
    output,
    written,
    changes,
    connect(now: boolean) {
      connected = now;
      listener?.readiness(now);
    },
    lead(now: boolean, told = true) {
      leads = now;
      if (told) for (const changed of changes) changed();
    },
  };
}

test('it is ready when it is connected and leads, whatever comes first', async () => {
  const { output, connect, lead, changes } = world();
  const heard: boolean[] = [];
  await output.start({ dirty: () => {}, readiness: (ready) => heard.push(ready) });
  connect(true);
  expect([output.ready, output.problem]).toEqual([false, standby]);
  lead(true);
  expect([output.ready, output.problem]).toEqual([true, undefined]);
  connect(false);
  expect(output.problem).toBeUndefined();
  connect(true);
  lead(false);
  expect(heard).toEqual([false, true, false, true, false]);
  await output.stop();
  expect(changes.size).toBe(0);
});

test('who does not lead writes nothing, though nobody has told yet', async () => {
  const { output, connect, lead, written } = world();
  connect(true);
  lead(true);
  expect(await output.apply([{ name, recordSets: [] }])).toEqual([{ name, result: 'done' }]);
  lead(false, false);
  expect(await output.apply([{ name, recordSets: [] }])).toEqual([
    { name, result: 'failed', problem: standby },
  ]);
  expect(written).toEqual([name]);
});
