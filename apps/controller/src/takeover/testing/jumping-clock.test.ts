import { eventually } from '@skywriter/testbed';
import { expect, test } from 'vitest';
import { jumpingClock } from './jumping-clock.ts';

test('what is due rings at once and in order, the rest keeps its time', async () => {
  const clock = jumpingClock();
  const rung: string[] = [];
  clock.after(60_000, () => rung.push('minute'));
  clock.after(30_000, () => rung.push('half'));
  const cancel = clock.after(10_000, () => rung.push('cancelled'));
  clock.after(3_600_010, () => rung.push('hour'));
  cancel();
  const before = clock.now();
  clock.jump(3_600_000);
  expect(clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
  expect(rung).toEqual(['half', 'minute']);
  await eventually(() => rung.includes('hour'), { what: 'the last alarm' });
  clock.jump(3_600_000);
  expect(rung).toEqual(['half', 'minute', 'hour']);
});
