import { manualClock } from '@skywriter/testbed';
import { describe, expect, test, vi } from 'vitest';
import { HostResolver } from './host-resolver.ts';
import type { FamilyAnswer, HostAnswer } from './lookup.ts';

const none: FamilyAnswer = { addresses: [] };
const failure: FamilyAnswer = { failure: 'ESERVFAIL' };
const four = (...addresses: string[]): FamilyAnswer => ({ addresses, ttl: 60 });

function resolving(answers: (HostAnswer | 'silence')[]) {
  const clock = manualClock();
  const told: string[] = [];
  const lookup = vi.fn((): Promise<HostAnswer> => {
    const answer = answers.shift() ?? { v4: failure, v6: failure };
    return answer === 'silence' ? new Promise(() => {}) : Promise.resolve(answer);
  });
  const resolver = new HostResolver({
    lookup,
    clock,
    resolved: (host, addresses) => told.push(`${host} ${addresses.join(' ')}`.trim()),
  });
  /** Lets answers arrive. */
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  const later = async (ms: number) => {
    clock.advance(ms);
    await settle();
  };
  return { clock, told, lookup, resolver, settle, later };
}

describe('HostResolver', () => {
  test('tells what a host has, sorted and once, and asks again after its TTL', async () => {
    const { resolver, told, settle, later, clock } = resolving([
      { v4: four('192.0.2.2', '192.0.2.1', '192.0.2.1'), v6: { addresses: ['2001:db8::1'], ttl: 30 } },
      { v4: four('192.0.2.1', '192.0.2.2'), v6: { addresses: ['2001:db8::1'], ttl: 30 } },
      { v4: four('192.0.2.3'), v6: none },
    ]);
    resolver.add('lb.example');
    expect(resolver.settled).toBe(false);
    await settle();
    expect(resolver.settled).toBe(true);
    expect(clock.waiting).toEqual([30_000]);
    await later(30_000);
    await later(30_000);
    expect(told).toEqual(['lb.example 192.0.2.1 192.0.2.2 2001:db8::1', 'lb.example 192.0.2.3']);
  });

  test.each<[what: string, answer: HostAnswer]>([
    ['the servers fail', { v4: failure, v6: failure }],
    ['the host has nothing any more', { v4: none, v6: none }],
    ['one family fails and the other has nothing', { v4: failure, v6: none }],
  ])('holds the last answer while %s, and retries ever later', async (_, answer) => {
    const good = { v4: four('192.0.2.1'), v6: none };
    const { resolver, told, settle, later, clock } = resolving([good, answer, answer, answer, good]);
    resolver.add('lb.example');
    await settle();
    await later(60_000);
    expect(clock.waiting).toEqual([750]);
    await later(750);
    expect(clock.waiting).toEqual([1500]);
    await later(1500);
    await later(3000);
    expect(clock.waiting).toEqual([60_000]);
    expect(told).toEqual(['lb.example 192.0.2.1']);
  });

  test('a family that fails keeps what it had, and the other one is taken over', async () => {
    const { resolver, told, settle, later } = resolving([
      { v4: four('192.0.2.1'), v6: four('2001:db8::1') },
      { v4: four('192.0.2.2'), v6: failure },
    ]);
    resolver.add('lb.example');
    await settle();
    await later(60_000);
    expect(told).toEqual(['lb.example 192.0.2.1 2001:db8::1', 'lb.example 192.0.2.2 2001:db8::1']);
  });

  test('says of a host that cannot be resolved at all that it has nothing', async () => {
    const { resolver, told, settle } = resolving([{ v4: failure, v6: failure }]);
    resolver.add('lb.example');
    await settle();
    expect(told).toEqual(['lb.example']);
    expect(resolver.settled).toBe(true);
  });

  test('does not wait for a query that never ends', async () => {
    const { resolver, told, settle, later } = resolving(['silence', { v4: four('192.0.2.1'), v6: none }]);
    resolver.add('lb.example');
    await settle();
    expect(told).toEqual([]);
    await later(10_000);
    expect(told).toEqual(['lb.example']);
    await later(1000);
    expect(told).toEqual(['lb.example', 'lb.example 192.0.2.1']);
  });

  test.each([
    [0, 5000],
    [60, 60_000],
    [86_400, 300_000],
  ])('a TTL of %i s is asked for again after %i ms', async (ttl, wait) => {
    const { resolver, settle, clock } = resolving([{ v4: { addresses: ['192.0.2.1'], ttl }, v6: none }]);
    resolver.add('lb.example');
    await settle();
    expect(clock.waiting).toEqual([wait]);
  });

  test('forgets a host that nobody wants, whatever is under way', async () => {
    const { resolver, told, settle, clock } = resolving([{ v4: four('192.0.2.1'), v6: none }]);
    resolver.add('lb.example');
    resolver.remove('lb.example');
    expect(resolver.settled).toBe(true);
    await settle();
    expect(told).toEqual([]);
    expect(clock.waiting).toEqual([]);
  });

  test('asks for so many at once and no more', async () => {
    const { resolver, lookup, later } = resolving(Array.from({ length: 40 }, () => 'silence' as const));
    for (let host = 0; host < 40; host += 1) resolver.add(`lb${host}.example`);
    expect(lookup).toHaveBeenCalledTimes(16);
    await later(10_000);
    expect(lookup).toHaveBeenCalledTimes(32);
    resolver.stop();
    await later(60_000);
    expect(resolver.settled).toBe(true);
  });
});
