import { describe, expect, test } from 'vitest';
import { CLOSED, OPEN } from './simulator/world.ts';
import { readSddl } from './state-folder.ts';
import { hostDnsOn, laptop, wanted } from './testing/host.ts';

const FOLDER = 'C:\\ProgramData\\skywriter-host-dns';

test('it is made, and closed to others', async () => {
  const { world } = laptop();
  expect(await hostDnsOn(world).apply(wanted('split'))).toMatchObject({ ok: true });
  expect(world.stateFolder).toEqual({ attributes: 'Directory', sddl: CLOSED });
  expect(await hostDnsOn(world).reset()).toMatchObject({ ok: true });
});

test('one that a crash left open and empty is closed', async () => {
  const { world } = laptop();
  world.stateFolder = { attributes: 'Directory', sddl: OPEN };
  expect(await hostDnsOn(world).apply(wanted('split'))).toMatchObject({ ok: true });
  expect(world.stateFolder.sddl).toBe(CLOSED);
});

describe('whose journal nobody can trust: nothing is restored from it, and nothing changed', () => {
  test.each([
    ['open, with a journal in it', { attributes: 'Directory', sddl: OPEN }, /is not empty/],
    [
      'made by a user',
      { attributes: 'Directory', sddl: CLOSED.replace('O:BA', 'O:S-1-5-21-1-2-3-1001') },
      /belongs to S-1-5-21-1-2-3-1001/,
    ],
    ['a junction', { attributes: 'Directory, ReparsePoint', sddl: CLOSED }, /a link/],
    ['a file', { attributes: 'Archive', sddl: CLOSED }, /no folder/],
  ])('%s', async (_, stateFolder, said) => {
    const { world } = laptop();
    await hostDnsOn(world).apply(wanted('split'));
    const rules = [...world.localRules];
    world.stateFolder = stateFolder;
    for (const report of [await hostDnsOn(world).recover(), await hostDnsOn(world).reset({ force: true })]) {
      expect(report.problem).toMatchObject({
        code: 'SKY_HOST_STATE_FOLDER',
        message: expect.stringContaining(FOLDER),
      });
      expect(report.problem?.message).toMatch(said);
    }
    expect([...world.localRules]).toEqual(rules);
    expect(world.stateFolder).toEqual(stateFolder);
  });
});

test.each([
  [CLOSED, 'BA', true],
  ['O:S-1-5-18G:SYD:P(A;OICI;FA;;;S-1-5-32-544)', 'S-1-5-18', true],
  [`${CLOSED}S:AI(AU;OICISA;FA;;;WD)`, 'BA', true],
  ['O:BAG:SYD:P(D;;FA;;;WD)(A;OICI;FA;;;BA)', 'BA', true],
  [OPEN, 'BA', false],
  ['O:BAG:SYD:AI(A;OICIID;FA;;;BA)', 'BA', false],
  ['O:BAG:SYD:P(A;OICI;FA;;;BA)(A;;FR;;;BU)', 'BA', false],
  ['O:BAG:SYD:P(A;OICI;FA;;;BA)(XA;;FA;;;WD;(x == 1))', 'BA', false],
  ['O:BAG:SYD:NO_ACCESS_CONTROL', 'BA', false],
  ['O:BAG:SYD:P', 'BA', false],
  ['O:LAG:SYD:P(A;OICI;FA;;;BA)', 'LA', true],
  ['', '', false],
])('%s', (sddl, owner, closed) => {
  expect(readSddl(sddl)).toEqual({ owner, closed });
});
