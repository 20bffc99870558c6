import { expect, test } from 'vitest';
import { simulatedMachine } from '../testing/simulated-machine.ts';
import { newWorld } from '../testing/world.ts';
import { acquireLock } from './lock.ts';

const LOCK = '/var/lib/sim/lock';

function computer() {
  const world = newWorld();
  let pid = 0;
  return {
    world,
    process() {
      pid += 1;
      return simulatedMachine(world, { pid });
    },
  };
}

test('one at a time', async () => {
  const { world, process } = computer();
  const first = await acquireLock(process(), LOCK, 0);
  expect(await acquireLock(process(), LOCK, 0)).toMatchObject({
    ok: false,
    problem: { code: 'SKY_HOST_BUSY', message: expect.stringContaining('(1)') },
  });
  if (first.ok) await first.value.release();
  expect(world.files.nodes.has(LOCK)).toBe(false);
  expect((await acquireLock(process(), LOCK, 0)).ok).toBe(true);
});

test('who is patient gets it when it is released', async () => {
  const { process } = computer();
  const first = await acquireLock(process(), LOCK, 0);
  const waiting = acquireLock(process(), LOCK, 10_000);
  if (first.ok) await first.value.release();
  expect((await waiting).ok).toBe(true);
});

test('who is patient is not so for ever', async () => {
  const { process } = computer();
  await acquireLock(process(), LOCK, 0);
  expect((await acquireLock(process(), LOCK, 1000)).ok).toBe(false);
});

const dead: readonly [string, (world: ReturnType<typeof newWorld>) => void][] = [
  ['its owner has died', (world) => world.processes.delete(1)],
  ['another process has its id now', (world) => world.processes.set(1, 'another life')],
  ['nobody can have written it', (world) => void world.files.write(LOCK, new Uint8Array(), 0o600)],
];

test.each(dead)('a lock is taken over when %s', async (_, happens) => {
  const { world, process } = computer();
  await acquireLock(process(), LOCK, 0);
  happens(world);
  const second = await acquireLock(process(), LOCK, 0);
  expect(second.ok).toBe(true);
  expect((await acquireLock(process(), LOCK, 0)).ok).toBe(false);
  if (second.ok) await second.value.release();
  expect([...world.files.nodes.keys()].filter((path) => path.startsWith(LOCK))).toEqual([]);
});

test('a lock whose owner may live is not taken over', async () => {
  const { world, process } = computer();
  await acquireLock(process(), LOCK, 0);
  world.processes.set(1, 'unknown');
  expect((await acquireLock(process(), LOCK, 0)).ok).toBe(false);
});

test('of many that see a dead lock, in whatever order they come to it, one holds it at a time', async () => {
  // Each file operation of each waits for its turn; a seeded lot decides whose it is.
  for (let seed = 1; seed <= 300; seed += 1) {
    const { world, process } = computer();
    await acquireLock(process(), LOCK, 0);
    world.processes.delete(1);
    const turns: (() => void)[] = [];
    const turn = () => new Promise<void>((resolve) => void turns.push(resolve));
    let holders = 0;
    let most = 0;
    let held = 0;
    const contender = async () => {
      const machine = process();
      const { files } = machine;
      const slow = <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) => {
        return async (...args: A): Promise<R> => {
          await turn();
          return work(...args);
        };
      };
      const lock = await acquireLock(
        {
          ...machine,
          files: {
            ...files,
            create: slow(files.create),
            read: slow(files.read),
            write: slow(files.write),
            remove: slow(files.remove),
          },
        },
        LOCK,
        0,
      );
      if (!lock.ok) return;
      held += 1;
      holders += 1;
      most = Math.max(most, holders);
      for (let n = 0; n < 12; n += 1) await turn();
      holders -= 1;
      await lock.value.release();
    };
    let state = seed;
    const draw = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    let running = 4;
    for (let n = 0; n < 4; n += 1) {
      void contender().then(() => {
        running -= 1;
      });
    }
    while (running > 0) {
      await new Promise<void>((resolve) => void setImmediate(resolve));
      turns.splice(draw(turns.length), 1)[0]?.();
    }
    expect({ seed, most }).toEqual({ seed, most: 1 });
    expect(held).toBeGreaterThan(0);
  }
});

test('a crash within a take-over does not lock everybody out', async () => {
  for (let at = 0; at < 8; at += 1) {
    const { world, process } = computer();
    await acquireLock(process(), LOCK, 0);
    world.processes.delete(1);
    const machine = process();
    const { files } = machine;
    let count = 0;
    let die = () => {};
    const died = new Promise<void>((resolve) => {
      die = resolve;
    });
    const mortal = <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) => {
      return (...args: A): Promise<R> => {
        if (count++ !== at) return work(...args);
        die();
        return new Promise<R>(() => {});
      };
    };
    const { create, read, write, remove } = files;
    const cut = {
      ...files,
      create: mortal(create),
      read: mortal(read),
      write: mortal(write),
      remove: mortal(remove),
    };
    await Promise.race([died, acquireLock({ ...machine, files: cut }, LOCK, 0)]);
    world.processes.delete(machine.pid);
    expect((await acquireLock(process(), LOCK, 0)).ok).toBe(true);
  }
});
