import type { Clock } from '@skywriter/core';
import { z } from 'zod';
import type { Command, CommandResult, Machine } from '../machine/machine.ts';
import { changeAdapter, reload, type World } from './world.ts';

const done: CommandResult = { code: 0, stdout: '', stderr: '' };
const refused: CommandResult = { code: 1, stdout: '', stderr: 'refused' };

/** A process on a simulated computer. Its commands: `link NAME FIELD JSON`, `adapter NAME JSON`, `reload`, `flush`. */
export function simulatedMachine(world: World, { pid = 1, clock = instantClock() } = {}): Machine {
  const life = `boot ${world.boot}, process ${pid}`;
  world.processes.set(pid, life);
  return {
    platform: 'linux',
    clock,
    date: () => '2026-11-21T12:00:00.000Z',
    pid,
    processLife: async (other) => world.processes.get(other),
    files: world.files,
    run: async (command) => run(world, command),
    lookUp: async () => ({ is: 'none' }),
    ask: async () => ({ is: 'none' }),
  };
}

/** Waiting takes no time, and time passes by waiting. */
export function instantClock(): Clock {
  let now = 0;
  let draws = 0;
  return {
    now: () => now,
    after(ms, task) {
      const timer = setImmediate(() => {
        now += ms;
        task();
      });
      return () => clearImmediate(timer);
    },
    random: () => {
      draws += 1;
      return (draws * 0.6180339887) % 1;
    },
  };
}

const servers = z.array(z.string());

function run(world: World, { program, arguments: argv }: Command): CommandResult {
  const [name = '', ...rest] = argv;
  if (program === 'link') {
    const [field = '', json = 'null'] = rest;
    const link = world.links.get(name);
    if (link === undefined) return refused;
    world.links.set(name, { ...link, [field]: z.json().parse(JSON.parse(json)) });
    return done;
  }
  if (program === 'adapter') {
    const adapter = world.adapters.get(name);
    if (adapter?.present !== true) return refused;
    const list = servers.parse(JSON.parse(rest[0] ?? '[]'));
    changeAdapter(world, name, { servers: { ...adapter.servers, [adapter.network]: list } });
    return done;
  }
  if (program === 'reload') reload(world);
  return program === 'flush' || program === 'reload' ? done : refused;
}
