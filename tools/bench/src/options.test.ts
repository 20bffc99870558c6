import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test('everything is measured unless something is named', () => {
  expect(readOptions([])).toEqual({
    figures: ['first-sync', 'change', 'cpu', 'memory', 'services'],
    contenders: ['skywriter', 'external-dns', 'raw'],
    changes: 300,
    repeat: 3,
    scale: 1,
    svg: undefined,
  });
});

test('what is named is all', () => {
  const words = ['--figure=cpu', '--figure', 'memory', '--contender=skywriter', '--repeat=1', '--svg', 'x'];
  expect(readOptions(words)).toMatchObject({
    figures: ['cpu', 'memory'],
    contenders: ['skywriter'],
    repeat: 1,
    svg: 'x',
  });
});

test.each([
  [['--figure=speed'], /speed is none of first-sync/],
  [['--contender=coredns'], /coredns is none of skywriter/],
  [['--contender=raw'], /name both/],
  [['--changes=0'], /0 is no number/],
  [['--repeat=many'], /many is no number/],
  [['--scale=0'], /0 is no number/],
  [['--fast'], /--fast/],
  [['1000'], /1000/],
])('%j is refused', (words, reason) => {
  expect(readOptions(words)).toMatch(reason);
});
