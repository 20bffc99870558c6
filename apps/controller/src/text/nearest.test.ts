import { describe, expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const keys = ['owner', 'manifests', 'kubernetes', 'sources', 'outputs', 'metrics', 'guards', 'log'];

describe('nearest', () => {
  test.each([
    ['onwer', 'owner'],
    ['output', 'outputs'],
    ['Outputs', 'outputs'],
    ['kuberentes', 'kubernetes'],
    ['manifest', 'manifests'],
    ['metr', 'metrics'],
    ['lgo', 'log'],
    ['nonsense', undefined],
    ['x', undefined],
    ['', undefined],
  ])('%s means %s', (word, meant) => {
    expect(nearest(word, keys)).toBe(meant);
  });

  test('does not mind dashes against capitals', () => {
    expect(nearest('text-filter', ['textFilter', 'text'])).toBe('textFilter');
  });

  test('offers nothing out of nothing', () => {
    expect(nearest('owner', [])).toBeUndefined();
  });
});
