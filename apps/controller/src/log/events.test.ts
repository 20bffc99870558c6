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
  const listener = logEvents(log, { committed: () => {} }, { dryRun: false, synchronised: () => true });
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

  test('a stopped mass deletion is told once, not for each of its names', () => {
    const { listener, lines } = listen();
    const withheld = (message: string) => {
      const problems = [problem('SKY_MASS_DELETION', message)];
      listener.status({ output: 'cluster', name: shop, state: 'withheld', problems });
    };
    for (let name = 0; name < 100; name += 1) withheld('100 of 120 names would be deleted.');
    withheld('101 of 120 names would be deleted.');
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(2);
    expect(lines).toHaveLength(101);
  });
});
