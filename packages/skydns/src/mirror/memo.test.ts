import { expect, test } from 'vitest';
import { Memo } from './memo.ts';

function counting(limit: number) {
  const computed: string[] = [];
  const memo = new Memo((text) => {
    computed.push(text);
    return text === 'nothing' ? undefined : text.length;
  }, limit);
  return { memo, computed };
}

test('an answer is computed once, that there is none too', () => {
  const { memo, computed } = counting(10);
  expect(['four', 'nothing', 'four', 'nothing'].map((text) => memo.of(text))).toEqual([
    4,
    undefined,
    4,
    undefined,
  ]);
  expect(computed).toEqual(['four', 'nothing']);
});

test('what is forgotten is computed anew', () => {
  const { memo, computed } = counting(10);
  memo.of('a');
  memo.forget();
  memo.of('a');
  expect(computed).toEqual(['a', 'a']);
});

test('it never holds more than its limit', () => {
  const { memo, computed } = counting(2);
  for (const text of ['a', 'b', 'c', 'c', 'a']) memo.of(text);
  expect(computed).toEqual(['a', 'b', 'c', 'a']);
});
