import type { Clock, Result } from '@skywriter/core';
import type { Command, CommandResult, Machine } from '../../machine/machine.ts';
import { run } from './programs.ts';
import { lookUp, type MacWorld } from './world.ts';

/** The process is gone: whatever it would do next does not happen. */
class Died extends Error {}

export interface SimulatedProcess {
  readonly clock: Clock;
  readonly pid?: number;
  /** It dies in the place of the change after these many. */
  readonly changes?: number;
}

const READS = /^\/usr\/(?:bin\/id|sbin\/(?:sysctl|scutil|netstat))$/;

function changesNothing({ program, arguments: words }: Command): boolean {
  return READS.test(program) || (words[0] ?? '').startsWith('-get') || (words[0] ?? '').startsWith('-list');
}

/** A process on the simulated Mac. */
export function processOn(
  world: MacWorld,
  { clock, pid = 1, changes = Infinity }: SimulatedProcess,
): Machine {
  let left = changes;
  const change = () => {
    if (left <= 0) throw new Died();
    left -= 1;
  };
  const writing = <T>(work: () => Promise<Result<T>>): Promise<Result<T>> => {
    change();
    return work();
  };
  const { files } = world;
  return {
    platform: 'darwin',
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
    async run(command): Promise<CommandResult> {
      if (!changesNothing(command)) change();
      return run(world, command);
    },
    lookUp: async (question) => lookUp(world, question),
    ask: async ({ address }, question) => world.servers.ask(address, question),
  };
}
