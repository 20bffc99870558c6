import { describe, expect, it } from 'vitest';
import { report, seriesOf, shop } from '../fixtures/events.ts';
import { EventBook } from './event-book.ts';
import { EventQueue } from './event-queue.ts';

describe('EventBook', () => {
  const timing = { perObject: { burst: 2, interval: 1_000 }, forgetAfter: 10_000, remembered: 3 };
  const at = (now: number) => ({ epoch: 1_000_000 + now, now });

  it('takes the same said again for one series, and everything else for another', () => {
    const book = new EventBook({ ...timing, perObject: { burst: 9, interval: 1 } });
    const first = book.enter(report('x'), at(0));
    expect(book.enter(report('x'), at(5))).toBe(first);
    expect(first).toMatchObject({ count: 2, firstAt: 1_000_000, lastAt: 1_000_005, written: 0 });
    for (const other of [
      report('y'),
      { ...report('x'), reason: 'NameReserved' },
      { ...report('x'), type: 'Normal' as const },
      report('x', { ...shop, uid: 'made anew' }),
    ]) {
      expect(book.enter(other, at(5))).toMatchObject({ count: 1 });
    }
  });

  it('begins anew after a long silence, counted from the last time', () => {
    const book = new EventBook(timing);
    book.enter(report('x'), at(0));
    expect(book.enter(report('x'), at(9_999))).toMatchObject({ count: 2 });
    expect(book.enter(report('x'), at(19_998))).toMatchObject({ count: 3 });
    expect(book.enter(report('x'), at(29_998))).toMatchObject({ count: 1 });
  });

  it('stops what is said too much about one object, but not its repetition, nor other objects', () => {
    const book = new EventBook(timing);
    expect(book.enter(report('a'), at(0))).toMatchObject({ count: 1 });
    expect(book.enter(report('b'), at(0))).toMatchObject({ count: 1 });
    expect(book.enter(report('c'), at(0))).toBe('spam');
    expect(book.enter(report('b'), at(0))).toMatchObject({ count: 2 });
    expect(book.enter(report('c', { ...shop, uid: 'uid-2' }), at(0))).toMatchObject({ count: 1 });
    expect(book.enter(report('c'), at(1_000))).toMatchObject({ count: 1 });
  });

  it('forgets a series, but not the one that took its place', () => {
    const book = new EventBook(timing);
    const first = book.enter(report('x'), at(0));
    const second = book.enter(report('x'), at(10_000));
    if (typeof first === 'string' || typeof second === 'string') throw new Error('not entered');
    book.forget(first);
    expect(book.enter(report('x'), at(10_001))).toBe(second);
    book.forget(second);
    expect(book.enter(report('x'), at(11_000))).toMatchObject({ count: 1 });
  });

  it('has nothing to say about objects of files', () => {
    const { uid: _, ...object } = shop;
    expect(new EventBook(timing).enter(report('x', object), at(0))).toBe('nobody');
  });
});

describe('EventQueue', () => {
  it('gives what is due first, and of several what waits longest', () => {
    const queue = new EventQueue(9);
    const [a, b, c] = [seriesOf('a'), seriesOf('b'), seriesOf('c')];
    queue.add(a, 5);
    queue.add(b, 1);
    queue.add(c, 1);
    queue.add(b, 9);
    const order = [];
    for (let next = queue.first(); next !== undefined; next = queue.first()) {
      order.push([next.series.note, next.due]);
      queue.remove(next.series);
    }
    expect(order).toStrictEqual([
      ['b', 1],
      ['c', 1],
      ['a', 5],
    ]);
  });

  it('is bounded: the oldest makes room', () => {
    const queue = new EventQueue(2);
    const [a, b, c] = [seriesOf('a'), seriesOf('b'), seriesOf('c')];
    expect([a, b, a, c].map((series) => queue.add(series, 0)?.note)).toStrictEqual([
      undefined,
      undefined,
      undefined,
      'a',
    ]);
    expect(queue.size).toBe(2);
  });

  it('lets other namespaces pass where one is barred', () => {
    const queue = new EventQueue(9);
    const [here, there] = [seriesOf('here'), seriesOf('there', { ...shop, namespace: 'other' })];
    queue.add(here, 0);
    queue.add(there, 0);
    queue.bar('shop', 100);
    expect(queue.first()).toStrictEqual({ series: there, due: 0 });
    queue.remove(there);
    expect(queue.first()).toStrictEqual({ series: here, due: 100 });
    expect(queue.isBarred).toBe(true);
    queue.unbar('shop');
    expect(queue.first()).toStrictEqual({ series: here, due: 0 });
    expect(queue.isBarred).toBe(false);
  });
});
