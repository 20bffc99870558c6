import { failure, success } from '@skywriter/core';
import { expect, test } from 'vitest';
import type { SettingStatus, Status } from '../engine/status.ts';
import { engineOn, split, usedWorld } from '../testing/scenario.ts';
import { simulatedPlatform } from '../testing/simulated-platform.ts';
import { newWorld, STATE_FOLDER } from '../testing/world.ts';
import { examineState } from './state.ts';

const one: SettingStatus = { setting: { kind: 'file', target: '/x' }, description: '/x', state: 'in place' };
const applied: Status = {
  phase: 'applied',
  bootId: 'this',
  owner: { pid: 7, life: 'x' },
  tied: false,
  since: '2026-11-21T12:00:00.000Z',
  backend: 'files',
  wanted: split,
  settings: [one],
  lost: null,
};
const lost = failure('SKY_HOST_JOURNAL_CORRUPT', 'It is torn.', '').problem;
const now = { bootId: 'this', ownerLives: false };

test.each<[string, Partial<Status>, Partial<typeof now>, severity: string, evidence: RegExp]>([
  ['applied', {}, {}, 'ok', /Applied since/],
  ['nothing', { phase: 'idle', settings: [] }, {}, 'ok', /Nothing/],
  ['torn', { lost }, {}, 'error', /torn/],
  ['of another start', { bootId: 'before' }, {}, 'error', /started since/],
  ['cut off', { phase: 'applying' }, {}, 'error', /ended while applying/],
  ['under way', { phase: 'undoing' }, { ownerLives: true }, 'warning', /is undoing/],
  ['without its proxy', { tied: true }, {}, 'error', /has ended/],
  ['with its proxy', { tied: true }, { ownerLives: true }, 'ok', /Applied/],
  ['left over', { phase: 'left' }, {}, 'warning', /could not undo/],
])('a journal: %s', (_, status, change, severity, evidence) => {
  const [finding] = examineState(success({ ...applied, ...status }), { ...now, ...change });
  expect(finding).toMatchObject({ check: 'journal', severity, evidence: expect.stringMatching(evidence) });
});

test('what stands there instead', () => {
  const settings: SettingStatus[] = [
    { ...one, state: 'overwritten', found: 'theirs' },
    { ...one, state: 'gone' },
  ];
  expect(examineState(success({ ...applied, settings }), now).slice(1)).toMatchObject([
    { check: 'settings', severity: 'error', evidence: '/x is overwritten: "theirs".' },
    { check: 'settings', severity: 'warning', evidence: '/x is gone.' },
  ]);
});

test('who may not read the journal still learns the rest', async () => {
  const world = usedWorld();
  await engineOn(world).apply(split);
  const unreadable = failure('SKY_HOST_FILE', 'Cannot read it: EACCES.', '');
  const engine = engineOn(
    world,
    (machine) => ({
      ...machine,
      files: {
        ...machine.files,
        read: async (path) => (path.startsWith(STATE_FOLDER) ? unreadable : machine.files.read(path)),
      },
    }),
    { platform: simulatedPlatform(world, { elevated: false }) },
  );
  expect(await engine.status()).toMatchObject({
    problem: { code: 'SKY_HOST_ELEVATION', hint: expect.stringContaining('sudo sky apply') },
  });
  expect(await engine.doctor(split)).toMatchObject({
    value: [{ check: 'journal', severity: 'warning', fix: expect.stringContaining('sudo sky apply') }],
  });
});

test('what verification sees belongs to it, and only where anything is asked for', async () => {
  const finding = {
    check: 'servers',
    severity: 'error',
    evidence: 'Nobody answered.',
    fix: 'Start it.',
  } as const;
  const engine = engineOn(newWorld(), undefined, { verify: async () => async () => [finding] });
  expect(await engine.doctor(split)).toMatchObject({ value: [{ check: 'journal' }, finding] });
  expect(await engine.doctor()).toMatchObject({ value: [{ check: 'journal' }] });
  expect(await engine.doctor({ ...split, servers: [] })).toMatchObject({
    problem: { code: 'SKY_HOST_WANTED' },
  });
});

test('without arguments it is about what is applied', async () => {
  const world = usedWorld();
  await engineOn(world).apply(split);
  const findings = await engineOn(world).doctor();
  expect(findings.ok && findings.value.map(({ check }) => check)).toEqual(['journal', 'settings']);
});
