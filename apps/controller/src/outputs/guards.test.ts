import { type EngineOutput, type Name, parseName, unwrap } from '@skywriter/core';
import { describe, expect, test } from 'vitest';
import { createLog } from '../log/log.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { deletionLimits, watchGuard } from './guards.ts';

describe('deletionLimits', () => {
  const massDeletion = { share: 0.5, atLeast: 20, release: ['aaaaaaaa'] };

  test.each<[variable: string | undefined, release: string[]]>([
    [undefined, ['aaaaaaaa']],
    ['', ['aaaaaaaa']],
    ['bbbbbbbb', ['aaaaaaaa', 'bbbbbbbb']],
    [' bbbbbbbb,cccccccc\n', ['aaaaaaaa', 'bbbbbbbb', 'cccccccc']],
  ])('with the variable %j', (variable, release) => {
    const env = variable === undefined ? {} : { SKYWRITER_RELEASE_DELETIONS: variable };
    expect(deletionLimits({ massDeletion }, env)).toEqual({ ...massDeletion, release });
  });
});

describe('watchGuard', () => {
  const shop: Name = unwrap(parseName('shop.example.com'));
  const problem = { code: 'SKY_MASS_DELETION', message: 'Too many.', hint: 'Look.' } as const;

  function watching() {
    const lines: { level: string; msg: string; id?: string; names?: number }[] = [];
    const terminal = createTerminal(
      { isTTY: false, write: (text: string) => lines.push(JSON.parse(text)) },
      {},
    );
    const guard: {
      stopped: Set<Name>;
      id: string;
      problem: () => typeof problem;
      released: EngineOutput['guard']['released'];
    } = {
      released: undefined,
      stopped: new Set<Name>(),
      id: '00000000',
      problem: () => problem,
    };
    const entry = { output: { name: 'cluster', ownedCount: 1 }, guard };
    const watch = watchGuard(entry, createLog({ level: 'info', format: 'json' }, terminal));
    return { guard, watch, lines };
  }

  test('says once what is stopped, again when it is something else, and when nothing is', () => {
    const { guard, watch, lines } = watching();
    watch.look();
    guard.stopped.add(shop);
    guard.id = '7f3a91c2';
    watch.look();
    watch.look();
    guard.id = '11111111';
    watch.look();
    guard.stopped.clear();
    watch.look();
    watch.look();
    expect(lines.map(({ level, msg, id }) => [level, msg, id])).toEqual([
      ['warn', 'Too many.', '7f3a91c2'],
      ['warn', 'Too many.', '11111111'],
      ['info', 'no deletion is stopped any more', undefined],
    ]);
  });

  test('says what was released, and counts it', () => {
    const { guard, watch, lines } = watching();
    guard.released = { id: '7f3a91c2', names: 60 };
    watch.look();
    watch.look();
    guard.released = { id: '7f3a91c2', names: 2 };
    watch.look();
    expect(lines.map(({ level, id, names }) => [level, id, names])).toEqual([
      ['warn', '7f3a91c2', 60],
      ['warn', '7f3a91c2', 2],
    ]);
    expect(watch.released).toBe(62);
  });
});
