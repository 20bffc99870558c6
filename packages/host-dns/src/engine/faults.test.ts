import { failure } from '@skywriter/core';
import { describe, expect, test } from 'vitest';
import { runInto } from '../testing/crash.ts';
import { adapter, engineOn, split, splitMore, usedWorld } from '../testing/scenario.ts';
import { simulatedPlatform } from '../testing/simulated-platform.ts';
import { STATE_FOLDER, settingsOf } from '../testing/world.ts';

const full = failure('SKY_HOST_FILE', 'Full.', 'Make room.');

describe.each(['disk full', 'disk full for once'] as const)('%s at any write', (fault) => {
  test.each([
    ['the first apply', undefined, splitMore],
    ['taking adapters over', undefined, adapter],
    ['another apply', adapter, splitMore],
  ])('%s fails and is undone, at the latest when there is room again', async (_, earlier, wanted) => {
    for (let at = 0; ; at += 1) {
      const world = usedWorld();
      const before = settingsOf(world);
      if (earlier !== undefined) await engineOn(world).apply(earlier);
      const started = settingsOf(world);
      const { report, met } = await runInto(world, { at, fault }, (engine) => engine.apply(wanted));
      if (!met) break;
      if (report?.ok === false && !report.rolledBack) expect(settingsOf(world)).toEqual(started);
      if (report?.ok === false && report.rolledBack) {
        await engineOn(world).recover();
        expect(settingsOf(world)).toEqual(before);
      }
      await engineOn(world).reset();
      expect(settingsOf(world)).toEqual(before);
    }
  });
});

test('a full disk keeps nobody from being rolled back to settings that need no room', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  let isFull = false;
  const report = await engineOn(
    world,
    (machine) => ({
      ...machine,
      files: {
        ...machine.files,
        write: async (path, content, mode) => (isFull ? full : machine.files.write(path, content, mode)),
      },
    }),
    {
      verify: async () => async () => {
        isFull = true;
        return [{ check: 'path', severity: 'error', evidence: 'no answer', fix: 'Start the server.' }];
      },
    },
  ).apply(adapter);
  expect(report.ok).toBe(false);
  expect(settingsOf(world)['adapter {ETHERNET}']).toEqual(before['adapter {ETHERNET}']);
});

test('an apply that cannot even be announced leaves the one before', async () => {
  const world = usedWorld();
  await engineOn(world).apply(adapter);
  const applied = settingsOf(world);
  const report = await engineOn(world, (machine) => ({
    ...machine,
    files: {
      ...machine.files,
      write: async (path, content, mode) =>
        path.endsWith('journal.json') ? full : machine.files.write(path, content, mode),
    },
  })).apply(splitMore);
  expect(report).toMatchObject({ ok: false, rolledBack: false, problem: full.problem });
  expect(settingsOf(world)).toEqual(applied);
  expect(await engineOn(world).status()).toMatchObject({ value: { phase: 'applied' } });
});

test('a state folder that can only be read: nothing is touched', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  world.files.readOnly.add(STATE_FOLDER);
  expect((await engineOn(world).apply(split)).problem).toMatchObject({ code: 'SKY_HOST_FILE' });
  expect(settingsOf(world)).toEqual(before);
});

test('without the rights: the exact command, and nothing is touched', async () => {
  const world = usedWorld();
  const before = [...world.files.nodes.keys()];
  const engine = engineOn(world, undefined, { platform: simulatedPlatform(world, { elevated: false }) });
  for (const report of [await engine.apply(split), await engine.reset(), await engine.recover()]) {
    expect(report.problem).toMatchObject({
      code: 'SKY_HOST_ELEVATION',
      hint: 'Run it with them: sudo sky apply',
    });
  }
  expect([...world.files.nodes.keys()]).toEqual(before);
  expect(await engine.plan(split)).toMatchObject({ ok: true, value: { pending: true } });
});

test('what does not work is undone', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  const seen: unknown[] = [];
  const verify = async () => {
    seen.push(settingsOf(world));
    return async () => {
      seen.push(settingsOf(world));
      return [{ check: 'path', severity: 'error', evidence: 'no answer', fix: 'Start the server.' } as const];
    };
  };
  const report = await engineOn(world, undefined, { verify }).apply(split);
  expect(report).toMatchObject({
    ok: false,
    rolledBack: true,
    problem: { code: 'SKY_HOST_VERIFY', hint: 'Start the server.' },
    findings: [{ check: 'path' }],
  });
  expect(seen[0]).toEqual(before);
  expect(seen[1]).not.toEqual(before);
  expect(settingsOf(world)).toEqual(before);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test.each(['before', 'after'])('a verification that throws %s', async (when) => {
  const world = usedWorld();
  const before = settingsOf(world);
  const verify = async () => {
    if (when === 'before') throw new Error('oops');
    return async () => {
      throw new Error('oops');
    };
  };
  const report = await engineOn(world, undefined, { verify }).apply(split);
  expect(report.problem?.code).toBe('SKY_HOST_INTERNAL');
  expect(settingsOf(world)).toEqual(before);
  expect((await engineOn(world).apply(split)).ok).toBe(true);
});

test('a command that fails half way', async () => {
  for (let at = 0; at < 4; at += 1) {
    const world = usedWorld();
    const before = settingsOf(world);
    let count = 0;
    const report = await engineOn(world, (machine) => ({
      ...machine,
      run: async (command, options) => {
        const fails = count++ === at;
        return fails ? { code: 1, stdout: '', stderr: 'no' } : machine.run(command, options);
      },
    })).apply(split);
    expect(report).toMatchObject({ ok: false, rolledBack: true, problem: { code: 'SKY_HOST_SIMULATED' } });
    expect(settingsOf(world)).toEqual(before);
  }
});

test('what reads otherwise than it was written is undone, whatever it reads', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  const report = await engineOn(world, (machine) => ({
    ...machine,
    run: async (command, options) => {
      const [target = '', list = ''] = command.arguments;
      // Something adds a server of its own to every list that has one.
      const own = command.program === 'adapter' && list.includes('172.19.1.1');
      const changed = own ? { ...command, arguments: [target, '["172.19.1.1","192.0.2.9"]'] } : command;
      return machine.run(changed, options);
    },
  })).apply(adapter);
  expect(report).toMatchObject({ ok: false, rolledBack: true, problem: { code: 'SKY_HOST_NOT_SET' } });
  expect(report.settings.map(({ outcome }) => outcome)).not.toContain('conflict');
  expect(settingsOf(world)).toEqual(before);
});

test('what cannot be undone is told, keeps nothing else from it, and is tried again', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  await engineOn(world).apply(splitMore);
  const report = await engineOn(world, (machine) => ({
    ...machine,
    run: async (command, options) =>
      command.program === 'link' ? { code: 1, stdout: '', stderr: 'no' } : machine.run(command, options),
  })).reset();
  expect(report).toMatchObject({ ok: false, problem: { code: 'SKY_HOST_SIMULATED' } });
  expect(report.settings.filter(({ outcome }) => outcome !== 'restored')).toHaveLength(1);
  expect(await engineOn(world).status()).toMatchObject({ value: { phase: 'undoing' } });
  expect((await engineOn(world).recover()).ok).toBe(true);
  expect(settingsOf(world)).toEqual(before);
});
