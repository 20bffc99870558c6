import { type Name, parseName, unwrap } from '@skywriter/core';
import { describe, expect, test } from 'vitest';
import { Rivals } from './rivals.ts';

const limits = { rewrites: 3, within: 100, longest: 300, pause: 30 };
const name: Name = unwrap(parseName('a.example.org'));

/** Plays rounds of one rewrite and our answer; returns the times at which the name was held after them. */
function play(rivals: Rivals, times: readonly number[], answer = true): number[] {
  return times.filter((time) => {
    rivals.rewrote(name, time);
    const held = rivals.problem(name, 'k2s', time) !== undefined;
    if (answer && !held) rivals.wrote(name);
    return held;
  });
}

describe('rivals', () => {
  test('a name is held at the third round in a while', () => {
    expect(play(new Rivals(limits), [0, 40, 80])).toEqual([80]);
  });

  test('rounds far apart are none of a struggle', () => {
    expect(play(new Rivals(limits), [0, 60, 120, 180, 240])).toEqual([]);
  });

  test('several writes of the other one are one round, and none without an answer', () => {
    expect(play(new Rivals(limits), [0, 1, 2, 3, 4, 5], false)).toEqual([]);
  });

  test('an entry of the registry is a pause, and no round', () => {
    const rivals = new Rivals(limits);
    for (const now of [0, 40, 80, 120]) {
      rivals.announced(name, now);
      const paused = [now, now + 29, now + 30].map((time) => rivals.problem(name, 'k2s', time) !== undefined);
      expect(paused).toEqual([true, true, false]);
      rivals.wrote(name);
    }
  });

  test('other names are not held', () => {
    const rivals = new Rivals(limits);
    play(rivals, [0, 1, 2]);
    expect(rivals.problem(unwrap(parseName('b.example.org')), 'k2s', 3)).toBeUndefined();
    expect(rivals.problem(name, 'k2s', 3)).toMatchObject({ code: 'SKY_SKYDNS_RIVAL' });
  });

  test('held, it is tried again after longer and longer times, up to a limit', () => {
    const rivals = new Rivals(limits);
    play(rivals, [0, 1, 2]);
    const held = (now: number) => rivals.problem(name, 'k2s', now) !== undefined;
    expect([held(101), held(102)]).toEqual([true, false]);
    rivals.wrote(name);
    expect(play(rivals, [110])).toEqual([110]);
    expect([held(309), held(310)]).toEqual([true, false]);
    rivals.wrote(name);
    expect(play(rivals, [320])).toEqual([320]);
    expect([held(619), held(620)]).toEqual([true, false]);
  });

  test('while the other one goes on writing, it is held on', () => {
    const rivals = new Rivals(limits);
    expect(play(rivals, [0, 1, 2, 90, 180])).toEqual([2, 90, 180]);
    expect([rivals.problem(name, 'k2s', 279), rivals.problem(name, 'k2s', 280)].map(Boolean)).toEqual([
      true,
      false,
    ]);
  });

  test('when it has been quiet, everything is forgotten', () => {
    const rivals = new Rivals(limits);
    play(rivals, [0, 1, 2]);
    rivals.wrote(name);
    expect(play(rivals, [250, 260])).toEqual([]);
  });
});
