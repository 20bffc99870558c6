import { expect, test } from 'vitest';
import { eventually } from './eventually.ts';

test('returns what the check returns as soon as it passes', async () => {
  let calls = 0;
  const check = async () => {
    calls += 1;
    if (calls < 3) throw new Error('not yet');
    return calls;
  };
  expect(await eventually(check, { every: 1 })).toBe(3);
});

test('takes false for not yet, and nothing for passed', async () => {
  let calls = 0;
  await eventually(() => ++calls > 2, { every: 1 });
  expect(calls).toBe(3);
  expect(await eventually(() => undefined)).toBeUndefined();
});

test('tells what did not come and what was last seen', async () => {
  const check = () => Promise.reject(new Error('saw 2 of 3'));
  await expect(eventually(check, { within: 30, what: 'the third record' })).rejects.toMatchObject({
    code: 'SKY_TESTBED_TIMEOUT',
    message: expect.stringContaining('the third record did not come within 30 ms; last: saw 2 of 3'),
    cause: new Error('saw 2 of 3'),
  });
});

test('does not wait for a check that hangs', async () => {
  const hangs = () => new Promise<void>(() => {});
  await expect(eventually(hangs, { within: 30 })).rejects.toThrow('had not answered yet');
});
