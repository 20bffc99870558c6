import { manualClock } from '@skywriter/testbed';
import { describe, expect, it } from 'vitest';
import { type Fault, MemoryApi } from './fixtures/memory-api.ts';
import { ALPHA, apply, assign, startOutput, type WorldOptions } from './fixtures/world.ts';

const HOST = 'api.example.com';
const wanted = assign(HOST, '60 A 10.0.0.1');

async function written(options: Partial<WorldOptions> = {}) {
  const api = new MemoryApi();
  const clock = manualClock();
  const drifted: string[] = [];
  const hooks = { drifted: (names: Iterable<string>) => drifted.push(...names) };
  const world = await startOutput({ api, clock, hooks, ...options });
  await apply(world.output, wanted);
  world.dirty.splice(0);
  api.writes.splice(0);
  return { api, clock, drifted, ...world };
}
type World = Awaited<ReturnType<typeof written>>;

const annotate = ({ api }: World, key: string, value: string | undefined) => {
  const { [key]: _, ...rest } = api.services.get('api')?.annotations ?? {};
  api.edit('api', { annotations: value === undefined ? rest : { ...rest, [key]: value } });
};

describe('what others do to a Service of ours', () => {
  const table: [what: string, harm: (world: World) => void][] = [
    ['another target', (world) => annotate(world, `${ALPHA}target`, '6.6.6.6')],
    ['no hostname', (world) => annotate(world, `${ALPHA}hostname`, undefined)],
    ['another TTL', (world) => annotate(world, `${ALPHA}ttl`, '1')],
    ['no labels', ({ api }) => api.edit('api', { labels: {} })],
    ['it is gone', ({ api }) => api.remove('api')],
    [
      'all of it unnoticed during an outage',
      (world) => {
        world.api.held = true;
        annotate(world, `${ALPHA}target`, '6.6.6.6');
        world.api.relist();
      },
    ],
  ];
  it.each(table)('%s: is told, and undone with one write', async (_what, harm) => {
    const world = await written();
    const { api, output, dirty, drifted } = world;
    const before = api.services.get('api');
    harm(world);
    expect(dirty).toEqual([HOST]);
    expect(drifted).toEqual([HOST]);
    expect(output.settled(wanted)).toBe(false);
    expect(await apply(output, wanted)).toEqual(['done']);
    expect(output.settled(wanted)).toBe(true);
    expect(api.services.get('api')).toMatchObject({
      labels: before?.labels,
      annotations: before?.annotations,
    });
    expect(api.writes).toEqual(['apply api']);
  });

  it('is no business of ours, where it is not what we wrote', async () => {
    const world = await written();
    annotate(world, 'example.com/note', 'mine');
    expect(world.drifted).toEqual([]);
    expect(world.output.settled(wanted)).toBe(true);
    const next = assign(HOST, '60 A 10.0.0.2');
    await apply(world.output, next);
    expect(world.api.services.get('api')?.annotations).toMatchObject({ 'example.com/note': 'mine' });
  });

  it('does not lose what is held: the records of a name are those that were written', async () => {
    const world = await written();
    annotate(world, `${ALPHA}target`, '6.6.6.6');
    expect(world.output.observed(wanted.name).recordSets).toEqual(wanted.recordSets);
  });

  it('again and again: it is left alone for a minute', async () => {
    const world = await written();
    const { output, api, clock } = world;
    for (let round = 1; round <= 5; round += 1) {
      annotate(world, `${ALPHA}target`, '6.6.6.6');
      expect(await apply(output, wanted)).toEqual([round < 5 ? 'done' : 'SKY_SERVICE_RIVAL']);
    }
    expect(api.writes).toHaveLength(4);
    clock.advance(60_001);
    expect(await apply(output, wanted)).toEqual(['done']);
  });
});

describe('our own writes', () => {
  it('are no drift and make nothing dirty, when the watch tells of them', async () => {
    const { api, output, drifted, dirty } = await written();
    api.held = true;
    await apply(output, assign(HOST, '60 A 10.0.0.2'));
    api.release();
    api.held = true;
    await apply(output, assign(HOST));
    api.release();
    expect({ drifted, dirty }).toEqual({ drifted: [], dirty: [] });
    expect(output.settled(assign(HOST))).toBe(true);
  });

  const table: [what: string, fault: Fault, result: string][] = [
    ['forbidden', 403, 'SKY_API_FORBIDDEN'],
    ['refused by a broken server', 500, 'SKY_API_FAILED'],
    ['not answered', 'no answer', 'SKY_API_FAILED'],
    ['done, but the answer is lost', 'lost', 'SKY_API_FAILED'],
    ['in conflict', 409, 'conflict'],
  ];
  for (const [lines, what] of [
    [['60 A 10.0.0.2'], 'an update'],
    [[], 'a deletion'],
  ] as const) {
    it.each(table)(
      `${what} that is %s says so, and succeeds when it is tried again`,
      async (_what, fault, result) => {
        const { api, output } = await written();
        api.faults.push(fault);
        const next = assign(HOST, ...lines);
        expect(await apply(output, next)).toEqual([result]);
        if (fault !== 'lost') expect(output.settled(next)).toBe(false);
        expect(await apply(output, next)).toEqual(['done']);
        expect(output.settled(next)).toBe(true);
        expect(api.writes).toHaveLength(1);
      },
    );
  }

  it('meet a change that was not seen yet: a conflict, after which it is known', async () => {
    const world = await written();
    world.api.held = true;
    annotate(world, `${ALPHA}target`, '6.6.6.6');
    const next = assign(HOST, '60 A 10.0.0.2');
    expect(await apply(world.output, next)).toEqual(['conflict']);
    expect(await apply(world.output, next)).toEqual(['done']);
    expect(world.api.writes).toEqual(['apply api']);
  });

  it('do not delete another Service that took the place of ours', async () => {
    const world = await written();
    const { api, output } = world;
    api.held = true;
    api.remove('api');
    api.edit('api', {});
    expect(await apply(output, assign(HOST))).toEqual(['conflict']);
    expect(output.observed(wanted.name).foreign).toHaveLength(1);
    expect(await apply(output, assign(HOST))).toEqual(['done']);
    expect(api.services.has('api')).toBe(true);
  });
});
