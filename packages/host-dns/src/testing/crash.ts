import { expect } from 'vitest';
import type { HostDnsEngine } from '../engine/create.ts';
import type { Report } from '../engine/report.ts';
import type { Json } from '../setting/setting.ts';
import type { WorldEvent } from './events.ts';
import { type Fault, faultyMachine } from './faults.ts';
import { engineOn } from './scenario.ts';
import { settingsOf, type World } from './world.ts';

/**
 * Runs a command in a process that meets a fault at one operation. Tells whether the process died of it, and
 * whether the fault was met at all.
 */
export async function runInto(
  world: World,
  { at, fault }: { readonly at: number; readonly fault: Fault },
  command: (engine: HostDnsEngine) => Promise<Report>,
): Promise<{ readonly report: Report | undefined; readonly met: boolean }> {
  let faulty: ReturnType<typeof faultyMachine> | undefined;
  let pid = 0;
  const engine = engineOn(world, (machine) => {
    pid = machine.pid;
    faulty = faultyMachine(machine, at, fault);
    return faulty.machine;
  });
  const dead = faulty?.died.then(() => undefined);
  const report = await Promise.race([command(engine), dead]);
  world.processes.delete(pid);
  return { report, met: (faulty?.count() ?? 0) > at };
}

/**
 * Lets the event happen, recovers, lets it end, recovers again; then all is as it was, but for what a user
 * made theirs, which is untouched and reported.
 */
export async function expectBaselineAfter(
  world: World,
  event: WorldEvent,
  before: Readonly<Record<string, Json>>,
): Promise<void> {
  const crashed = settingsOf(world);
  event.happens(world);
  const edited = settingsOf(world);
  const reports = [await recovered(world)];
  event.ends(world);
  reports.push(await recovered(world));

  const after = settingsOf(world);
  const told = reports.flatMap(({ settings }) => settings);
  expect(told.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  const conflicts = told
    .filter(({ outcome }) => outcome === 'conflict')
    .map(({ setting }) => `${setting.kind} ${setting.target}`);
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    // Whoever edits has it loaded.
    if (key.replace('loaded', 'file') === event.edits?.key) {
      expect(after[key]).toEqual(edited[key]);
      if (key === event.edits?.key && JSON.stringify(crashed[key]) !== JSON.stringify(before[key]))
        expect(conflicts).toContain(key);
    } else {
      expect({ [key]: after[key] }).toEqual({ [key]: before[key] });
    }
  }
}

/** Recovers; an apply that had come to its end is sound, and reset as a user would. */
async function recovered(world: World): Promise<Report> {
  const report = await engineOn(world).recover();
  const status = await engineOn(world).status();
  expect(status.ok).toBe(true);
  return status.ok && status.value.phase === 'applied' ? engineOn(world).reset() : report;
}
