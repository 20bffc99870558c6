import { expect, test } from 'vitest';
import { OutputTail } from './output-tail.ts';

test('keeps the last lines, in whatever pieces they came', () => {
  const output = new OutputTail();
  for (const piece of ['on', 'e\ntwo', '\nthr', 'ee\n']) output.add(piece);
  expect(output.last(2)).toBe('two\nthree');
  expect(output.toString()).toBe('one\ntwo\nthree');
});

test('never grows beyond its limit and shows no line that was cut', () => {
  const output = new OutputTail(100);
  for (let line = 0; line < 1_000; line += 1) output.add(`line ${line}\n`);
  const text = output.toString();
  expect(text.length).toBeLessThanOrEqual(100);
  expect(text).toMatch(/^line \d+\n/);
  expect(text.endsWith('line 999')).toBe(true);
});
