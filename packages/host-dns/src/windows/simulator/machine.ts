import type { Clock, Result } from '@skywriter/core';
import type { Command, CommandResult, Machine } from '../../machine/machine.ts';
import { lookUp } from './lookup.ts';
import { recognise } from './recognise.ts';
import { simulate } from './scripts.ts';
import type { WindowsWorld } from './world.ts';

/** The process is gone: whatever it would do next does not happen. */
export class Died extends Error {}

export interface SimulatedProcess {
  readonly clock: Clock;
  readonly pid?: number;
  /** It dies in the place of the change after these many. */
  readonly changes?: number;
}

/** A process on the simulated machine. */
export function processOn(
  world: WindowsWorld,
  { clock, pid = 1, changes = Infinity }: SimulatedProcess,
): Machine {
  let left = changes;
  const change = () => {
    if (left <= 0) throw new Died();
    left -= 1;
  };
  const alive = () => {
    if (left <= 0) throw new Died();
  };
  const writing = <T>(work: () => Promise<Result<T>>): Promise<Result<T>> => {
    change();
    return work();
  };
  const { files } = world;
  return {
    platform: 'win32',
    clock,
    pid,
    date: () => '2000-01-01T00:00:00.000Z',
    processLife: async (other) => (other === pid && left > 0 ? `life ${pid}` : undefined),
    files: {
      entry: (path) => files.entry(path),
      read: (path) => files.read(path),
      list: (path) => files.list(path),
      write: (...given) => writing(() => files.write(...given)),
      create: (...given) => writing(() => files.create(...given)),
      link: (...given) => writing(() => files.link(...given)),
      remove: (...given) => writing(() => files.remove(...given)),
      folder: (...given) => writing(() => files.folder(...given)),
      privateFolder: (...given) => writing(() => files.privateFolder(...given)),
    },
    async run(command) {
      alive();
      return run(world, command, change);
    },
    lookUp: async (question) => lookUp(world, question),
    ask: async ({ address }, question) => world.servers.ask(address, question),
  };
}

function run(world: WindowsWorld, command: Command, change: () => void): CommandResult {
  const call = recognise(command);
  if (call === undefined) return { code: undefined, stdout: '', stderr: '' };
  const effect = simulate(world, call.script, call.values);
  if ('failure' in effect) return failed('OperationStopped', effect.failure);
  if (effect.steps.length > 0 && !world.elevated) return failed('PermissionDenied', 'Zugriff verweigert');
  for (const step of effect.steps) {
    change();
    step();
  }
  const answer = world.lists === 'counted' ? counted(effect.answer) : effect.answer;
  return { code: 0, stdout: answer === undefined ? '' : JSON.stringify(answer), stderr: '' };
}

function failed(category: string, message: string): CommandResult {
  const failure = { category, id: 'synthetic', message };
  return { code: 1, stdout: JSON.stringify({ failure }), stderr: '' };
}

function counted(value: unknown): unknown {
  if (Array.isArray(value)) return { value: value.map(counted), Count: value.length };
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, counted(item)]));
}
