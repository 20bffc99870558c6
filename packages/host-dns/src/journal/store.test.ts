import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { engineOn, split, splitMore, usedWorld } from '../testing/scenario.ts';
import { simulatedMachine } from '../testing/simulated-machine.ts';
import { newWorld, STATE_FOLDER, settingsOf } from '../testing/world.ts';
import { formatJournal, parseJournal } from './schema.ts';
import { journalStore } from './store.ts';

const JOURNAL = `${STATE_FOLDER}/journal.json`;

async function applied() {
  const world = usedWorld();
  const before = settingsOf(world);
  await engineOn(world).apply(split);
  return { world, before, text: world.files.text(JOURNAL) ?? '' };
}

test('what is written can be read', async () => {
  const { text } = await applied();
  const parsed = parseJournal(text);
  expect(parsed.ok && formatJournal(parsed.value)).toBe(text);
});

test('a journal of a newer program is neither used nor touched', async () => {
  const { world, text } = await applied();
  const newer = text.replace('"schema": 1', '"schema": 2').replace('"phase"', '"stage"');
  await world.files.write(JOURNAL, new TextEncoder().encode(newer), 0o600);
  const settings = settingsOf(world);
  const engine = engineOn(world);
  for (const report of [
    await engine.apply(splitMore),
    await engine.reset({ force: true }),
    await engine.recover(),
  ]) {
    expect(report.problem?.code).toBe('SKY_HOST_JOURNAL_NEWER');
  }
  expect(await engine.status()).toMatchObject({ problem: { code: 'SKY_HOST_JOURNAL_NEWER' } });
  expect(settingsOf(world)).toEqual(settings);
  expect(world.files.text(JOURNAL)).toBe(newer);
});

test('whatever stands in the journal, nothing throws, and what carries our marker is undone', async () => {
  const { text } = await applied();
  const torn = fc.nat(text.length - 3).map((length) => text.slice(0, length));
  const broken = fc.oneof(torn, fc.string(), fc.json(), fc.constant(text.replace('"done"', '"dune"')));
  await fc.assert(
    fc.asyncProperty(broken, async (content) => {
      const { world } = await applied();
      await world.files.write(JOURNAL, new TextEncoder().encode(content), 0o600);
      const report = await engineOn(world).reset();
      expect(report.warnings[0]?.code).toBe('SKY_HOST_JOURNAL_CORRUPT');
      expect(world.files.text('/etc/resolver/cluster.local')).toBeUndefined();
      expect(world.files.text('/etc/boot/recover')).toBeUndefined();
      const kept = await world.files.list(STATE_FOLDER);
      const aside = kept.ok
        ? kept.value.find((name) => name.startsWith('journal.json.corrupted.'))
        : undefined;
      expect(world.files.text(`${STATE_FOLDER}/${aside}`)).toBe(content);
    }),
  );
});

test('the last journal is kept after a reset, and only root may read either', async () => {
  const { world } = await applied();
  expect(world.files.nodes.get(JOURNAL)).toMatchObject({ mode: 0o600 });
  await engineOn(world).reset();
  expect(world.files.nodes.has(JOURNAL)).toBe(false);
  expect(world.files.nodes.get(`${STATE_FOLDER}/journal.last.json`)).toMatchObject({ mode: 0o600 });
});

test('Windows has its own separators', () => {
  const machine = { ...simulatedMachine(newWorld()), platform: 'win32' } as const;
  expect(journalStore(machine, 'C:\\ProgramData\\skywriter').lock).toBe('C:\\ProgramData\\skywriter\\lock');
});

test('a clock that jumps back changes nothing but dates', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  const dates = ['2026-11-21T12:00:00.000Z', '1970-01-01T00:00:00.000Z', '2038-01-19T03:14:08.000Z'];
  const at = (date: string | undefined) =>
    engineOn(world, (machine) => ({ ...machine, date: () => date ?? '' }));
  expect((await at(dates[0]).apply(splitMore)).ok).toBe(true);
  expect((await at(dates[1]).apply(split)).ok).toBe(true);
  expect((await at(dates[2]).recover()).settings).toEqual([]);
  expect((await at(dates[1]).reset()).ok).toBe(true);
  expect(settingsOf(world)).toEqual(before);
});
