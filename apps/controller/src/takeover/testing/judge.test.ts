import { expect, test } from 'vitest';
import { Judge } from './judge.ts';

const WEB = 'web.example.test A';
const [OLD, NEW, GONE] = ['NOERROR A 192.0.2.1', 'NOERROR A 192.0.2.2', 'NXDOMAIN'];

function judge(): Judge {
  const made = new Judge();
  made.expect(WEB, OLD);
  return made;
}

test('what was never right is wrong', () => {
  const it = judge();
  it.answered(it.asked(WEB), OLD);
  it.answered(it.asked(WEB), GONE);
  expect(it.judged).toBe(2);
  expect(it.wrong).toEqual([{ question: WEB, reply: GONE, right: [OLD] }]);
});

test('while it changes, both are right; nothing between them is', () => {
  const it = judge();
  it.expect(WEB, NEW);
  for (const reply of [OLD, NEW]) it.answered(it.asked(WEB), reply);
  expect(it.wrong).toEqual([]);
  expect(it.isSeen(WEB)).toBe(true);
  it.answered(it.asked(WEB), `${OLD} | A 192.0.2.2`);
  expect(it.wrong).toHaveLength(1);
});

test('once the new answer has been seen, only who asked before may get the old one', () => {
  const it = judge();
  it.expect(WEB, NEW);
  const early = it.asked(WEB);
  it.answered(it.asked(WEB), NEW);
  it.answered(early, OLD);
  expect(it.wrong).toEqual([]);
  it.answered(it.asked(WEB), OLD);
  expect(it.wrong).toEqual([{ question: WEB, reply: OLD, right: [NEW] }]);
});

test('what came and goes and comes is judged each time', () => {
  const it = judge();
  it.expect(WEB, GONE);
  it.expect(WEB, OLD);
  expect(it.isSeen(WEB)).toBe(false);
  it.answered(it.asked(WEB), GONE);
  it.answered(it.asked(WEB), OLD);
  expect(it.isSeen(WEB)).toBe(true);
  it.answered(it.asked(WEB), GONE);
  expect(it.wrong).toEqual([{ question: WEB, reply: GONE, right: [OLD] }]);
});

test("somebody else's doing is excused, and what was asked meanwhile with it", () => {
  const it = judge();
  const early = it.asked(WEB);
  it.excuse(WEB);
  const meanwhile = it.asked(WEB);
  it.answered(early, GONE);
  it.answered(meanwhile, GONE);
  it.resume(WEB, NEW);
  it.answered(meanwhile, GONE);
  expect(it.wrong).toEqual([]);
  expect(it.judged).toBe(0);
  it.answered(it.asked(WEB), OLD);
  expect(it.wrong).toHaveLength(1);
});
