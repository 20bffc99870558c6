import { manualClock } from '@skywriter/testbed';
import { describe, expect, it } from 'vitest';
import type { ObjectAnswer, ObjectRequest } from '../objects/object-api.ts';
import { joinElection } from './election.ts';
import { failed, LeaseServer, plain } from './fixtures/lease-server.ts';
import { defaultElectionTiming, type ElectionTiming } from './timing.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

function world() {
  const clock = manualClock(0);
  const server = new LeaseServer();
  /** Names of candidates that cannot reach the server, and whether what they send arrives all the same. */
  const cut = new Map<string, 'both' | 'answers'>();

  function join(name: string, timing?: ElectionTiming) {
    const told: string[] = [];
    const request = async (what: ObjectRequest): Promise<ObjectAnswer> => {
      const how = cut.get(name);
      if (how === 'both') return failed(0);
      const answer = server.answer(what);
      return how === 'answers' ? failed(0) : answer;
    };
    const election = joinElection({
      api: { request },
      clock,
      namespace: 'sky',
      name: 'writer',
      identity: name,
      listener: {
        started: () => told.push('started'),
        stopped: () => told.push('stopped'),
        leader: (identity) => told.push(`leader ${plain(identity) ?? 'nobody'}`),
        problem: (problem) => told.push(problem?.code ?? 'no problem'),
      },
      ...(timing && { timing }),
    });
    return { election, told };
  }
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 100) {
      clock.advance(100);
      for (let round = 0; round < 4; round += 1) await settle();
    }
  };
  return { clock, server, cut, join, pass };
}

describe('an election', () => {
  it('has one leader, who stays as long as it renews', async () => {
    const { join, pass, server } = world();
    const one = join('one');
    await pass(100);
    const two = join('two');
    await pass(60_000);
    expect([one.election.leading, two.election.leading]).toEqual([true, false]);
    expect(one.told).toEqual(['leader one', 'started']);
    expect(two.told).toEqual(['leader one']);
    expect(plain(two.election.leader)).toBe('one');
    expect(server.lease).toMatchObject({ spec: { leaseDurationSeconds: 15, leaseTransitions: 0 } });
  });

  it('goes on at once where the leader gives the Lease back', async () => {
    const { join, pass, server } = world();
    const one = join('one');
    await pass(100);
    const two = join('two');
    await pass(100);
    await one.election.stop();
    expect(one.told).toEqual(['leader one', 'started', 'stopped']);
    await pass(defaultElectionTiming.retryPeriod);
    expect(two.told).toEqual(['leader one', 'leader nobody', 'leader two', 'started']);
    expect(server.holders.map(plain)).toEqual(['one', undefined, 'two']);
    expect(server.lease).toMatchObject({ spec: { leaseTransitions: 1 } });
  });

  it.each(['both', 'answers'] as const)(
    'a leader that is cut off (%s) leads no more before another one does',
    async (how) => {
      const { join, pass, cut } = world();
      const one = join('one');
      await pass(100);
      const two = join('two');
      await pass(2_000);
      cut.set('one', how);
      await pass(defaultElectionTiming.renewDeadline);
      expect([one.election.leading, two.election.leading]).toEqual([false, false]);
      expect(one.told).toEqual(['leader one', 'started', 'SKY_API_FAILED', 'stopped']);
      cut.set('one', 'both');
      await pass(20_000);
      expect([one.election.leading, two.election.leading]).toEqual([false, true]);
      cut.clear();
      await pass(3_000);
      expect(one.told.slice(4)).toEqual(['leader two', 'no problem']);
      expect(two.told).toEqual(['leader one', 'leader two', 'started']);
    },
  );

  it('a leader that was frozen knows by its clock, before anybody tells it', async () => {
    const { join, pass, clock } = world();
    const { election } = join('one');
    await pass(100);
    expect(election.leading).toBe(true);
    let seen: boolean | undefined;
    // The first thing that runs after the freeze.
    clock.after(1, () => {
      seen = election.leading;
    });
    clock.advance(60_000);
    expect(seen).toBe(false);
    await pass(3_000);
    expect(election.leading).toBe(true);
  });

  it('does not end by what others write into the Lease', async () => {
    const { join, pass, server } = world();
    const one = join('one');
    await pass(100);
    const { metadata, spec } = server.lease as Record<'metadata' | 'spec', Record<string, unknown>>;
    server.write({
      metadata: { ...metadata, annotations: { note: 'mine' } },
      spec: { ...spec, strategy: 'x' },
    });
    await pass(20_000);
    expect(one.told).toEqual(['leader one', 'started']);
    expect(server.lease).toMatchObject({
      metadata: { annotations: { note: 'mine' } },
      spec: { strategy: 'x' },
    });
  });

  it('does not have two leaders where somebody deletes the Lease', async () => {
    const { join, pass, server, clock } = world();
    const one = join('one');
    await pass(100);
    const two = join('two');
    await pass(1_000);
    server.lease = undefined;
    for (let waited = 0; waited < 30_000; waited += 100) {
      await pass(100);
      expect([one.election.leading, two.election.leading], `at ${clock.now()}`).toEqual([true, false]);
    }
  });

  it('believes the duration that the holder wrote, and no times', async () => {
    const { join, pass, server } = world();
    const spec = {
      holderIdentity: 'old',
      leaseDurationSeconds: 40,
      renewTime: '2001-01-01T00:00:00.000000Z',
    };
    server.write({ metadata: { name: 'writer' }, spec });
    const { election } = join('one');
    await pass(39_000);
    expect(election.leading).toBe(false);
    await pass(4_000);
    expect(election.leading).toBe(true);
  });

  it('does not believe what is no Lease', async () => {
    const { join, pass, server } = world();
    server.answer = () => ({ status: 200, object: { kind: 'Page' }, problem: undefined });
    const { election, told } = join('one');
    await pass(3_000);
    expect(election.leading).toBe(false);
    expect(told).toEqual(['SKY_API_PROTOCOL']);
  });

  it.each<[string, ElectionTiming]>([
    ['a deadline beyond the duration', { leaseDuration: 10_000, renewDeadline: 10_000, retryPeriod: 1_000 }],
    ['no time to try again', { leaseDuration: 15_000, renewDeadline: 10_000, retryPeriod: 9_000 }],
    ['half a second', { leaseDuration: 1_500, renewDeadline: 1_000, retryPeriod: 100 }],
    ['no pause', { leaseDuration: 15_000, renewDeadline: 10_000, retryPeriod: 0 }],
    ['no numbers', { leaseDuration: Number.NaN, renewDeadline: 10_000, retryPeriod: 2_000 }],
  ])('cannot be with %s', (_what, timing) => {
    const { join } = world();
    expect(() => join('one', timing)).toThrow(expect.objectContaining({ code: 'SKY_LEASE_TIMING' }));
  });
});
