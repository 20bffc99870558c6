import { type Name, type Problem, parseName, unwrap } from '@skywriter/core';
import { describe, expect, test } from 'vitest';
import { createTerminal } from '../terminal/terminal.ts';
import { logEvents } from './events.ts';
import { createLog } from './log.ts';

function listen() {
  const lines: { level: string; msg: string; name?: string; code?: string }[] = [];
  const terminal = createTerminal(
    { isTTY: false, write: (text: string) => lines.push(JSON.parse(text)) },
    {},
  );
  const log = createLog({ level: 'debug', format: 'json' }, terminal);
  const listener = logEvents(
    log,
    { committed: () => {}, failed: () => {} },
    { dryRun: false, synchronised: () => true },
  );
  return { listener, lines };
}

const shop: Name = unwrap(parseName('shop.example.com'));
const problem = (code: Problem['code'], message: string): Problem => ({ code, message, hint: 'Look.' });

describe('logEvents', () => {
  test('a problem of a name is told with the name, the output and the code', () => {
    const { listener, lines } = listen();
    listener.status({
      output: 'cluster',
      name: shop,
      state: 'withheld',
      problems: [problem('SKY_NAME_FOREIGN', 'Taken.')],
    });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        output: 'cluster',
        name: shop,
        code: 'SKY_NAME_FOREIGN',
        msg: 'withheld: Taken.',
      }),
    ]);
  });

  test('a stopped mass deletion is no news of each of its names: the output tells it', () => {
    const { listener, lines } = listen();
    const problems = [problem('SKY_MASS_DELETION', 'Too many.')];
    for (const state of ['withheld', 'settled'] as const)
      listener.status({ output: 'cluster', name: shop, state, problems });
    expect(lines.map(({ level }) => level)).toEqual(['debug', 'debug']);
  });
});
