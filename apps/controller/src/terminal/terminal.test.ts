import { describe, expect, test } from 'vitest';
import { plain, styleFor } from './style.ts';
import { createTerminal } from './terminal.ts';

describe('createTerminal', () => {
  test('keeps the status below what is written', () => {
    const written: string[] = [];
    const terminal = createTerminal({ isTTY: true, write: (text: string) => written.push(text) }, {});
    terminal.status('half');
    terminal.write('a line\n');
    terminal.status(undefined);
    terminal.write('another\n');
    expect(written).toEqual(['\r\u001b[Khalf', '\r\u001b[Ka line\nhalf', '\r\u001b[K', 'another\n']);
  });

  test.each([
    [{ isTTY: false }, {}],
    [{ isTTY: true }, { TERM: 'dumb' }],
  ])('shows no status on %j with %j', (stream, env) => {
    const written: string[] = [];
    const terminal = createTerminal({ ...stream, write: (text: string) => written.push(text) }, env);
    terminal.status('half');
    expect(terminal.interactive).toBe(false);
    expect(written).toEqual([]);
  });
});

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { TERM: 'dumb' }, false],
])('colours with TTY %s and %j: %s', (isTTY, env, coloured) => {
  expect(styleFor({ isTTY }, env) !== plain).toBe(coloured);
});

test.each([
  [120, 120],
  [0, 80],
  [undefined, 80],
])('a terminal of %s columns has %d', (columns, expected) => {
  expect(createTerminal({ isTTY: true, columns, write: () => {} }, {}).columns).toBe(expected);
});
