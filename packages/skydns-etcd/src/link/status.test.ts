import type { Problem } from '@skywriter/core';
import { manualClock } from '@skywriter/testbed';
import { beforeEach, describe, expect, test } from 'vitest';
import { createStatus, type Status } from './status.ts';

const problem = (message: string): Problem => ({ code: 'SKY_ETCD_UNAVAILABLE', message, hint: '' });

describe('the status', () => {
  let told: string[];
  let clock: ReturnType<typeof manualClock>;
  let status: Status;
  beforeEach(() => {
    told = [];
    clock = manualClock();
    const state = (ready: boolean, what: Problem | undefined) =>
      told.push(`${ready ? 'ready' : 'down'}${what ? ` ${what.message}` : ''}`);
    status = createStatus({ changed() {}, state }, clock);
  });

  test('tells each thing once', () => {
    for (let round = 0; round < 2; round += 1) status.down(problem('a'));
    for (let round = 0; round < 2; round += 1) status.ready();
    status.down(problem('a'));
    expect(told).toEqual(['down a', 'ready', 'down a']);
  });

  test('what is back within a second was never away', () => {
    status.ready();
    status.lost(problem('a'));
    clock.advance(999);
    status.ready();
    clock.advance(5_000);
    expect(told).toEqual(['ready']);
  });

  test('what is not is down, with the latest reason', () => {
    status.ready();
    status.lost(problem('a'));
    clock.advance(1_000);
    status.ready();
    status.lost(problem('b'));
    status.down(problem('c'));
    clock.advance(5_000);
    expect(told).toEqual(['ready', 'down a', 'ready', 'down c']);
  });

  test('a warning is told while ready, and is not kept beyond the session it was about', () => {
    status.warn(problem('early'));
    status.ready();
    status.warn(problem('w'));
    status.warn(undefined);
    status.warn(problem('x'));
    status.down(problem('a'));
    status.ready();
    expect(told).toEqual(['ready early', 'ready w', 'ready', 'ready x', 'down a', 'ready']);
  });

  test('survives a listener that throws', () => {
    const state = () => {
      throw new Error('defect');
    };
    const fragile = createStatus({ changed() {}, state }, clock);
    fragile.ready();
    fragile.lost(problem('a'));
    clock.advance(1_000);
    expect(fragile.problem).toEqual(problem('a'));
  });

  test('stopped, it is silent', () => {
    status.ready();
    status.lost(problem('a'));
    status.stop();
    clock.advance(5_000);
    status.down(problem('b'));
    expect(told).toEqual(['ready']);
  });
});
