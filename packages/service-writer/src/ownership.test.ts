import { manualClock } from '@skywriter/testbed';
import { describe, expect, it } from 'vitest';
import { MemoryApi } from './fixtures/memory-api.ts';
import { ALPHA, apply, assign, name, startOutput, type WorldOptions } from './fixtures/world.ts';
import { STORED } from './service/stored.ts';

const HOST = 'api.example.com';
const wanted = assign(HOST, '60 A 10.0.0.1');
const nothing = assign(HOST);

async function world(options: Partial<WorldOptions> = {}) {
  const api = new MemoryApi();
  const clock = manualClock();
  return { api, clock, ...(await startOutput({ api, clock, ...options })) };
}

describe('a Service that somebody else made', () => {
  const marked = {
    'app.kubernetes.io/managed-by': 'skywriter',
    'skywriter/owner': 'k2s',
    'skywriter/output': 'api',
  };
  const table: [what: string, edit: Parameters<MemoryApi['edit']>[1], told: string][] = [
    ['with ports and selector', {}, 'Service sky/api (made by somebody else)'],
    ['without', { spec: { clusterIP: 'None' } }, 'Service sky/api (made by somebody else)'],
    [
      'that another program manages',
      { spec: { clusterIP: 'None' }, labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
      'Service sky/api (managed by Helm)',
    ],
    [
      'with labels of another owner of our kind',
      { spec: { clusterIP: 'None' }, labels: { ...marked, 'skywriter/owner': 'other' } },
      'Service sky/api (managed by skywriter)',
    ],
    [
      'with a record that is none of ours',
      { spec: { clusterIP: 'None' }, annotations: { [STORED]: '{"owner":"k2s"}' } },
      'Service sky/api (made by somebody else)',
    ],
  ];
  it.each(table)('%s is told as foreign, and untouched', async (_what, edit, told) => {
    const { api, output } = await world({ records: [`api: ${HOST}`, 'other: b.test'] });
    api.edit('api', edit);
    const before = structuredClone(api.services.get('api'));
    expect(output.observed(wanted.name)).toEqual({ recordSets: [], foreign: [told] });
    expect(await apply(output, wanted, assign('b.test', '60 A 10.0.0.1'))).toEqual([
      'SKY_SERVICE_FOREIGN',
      'done',
    ]);
    expect(await apply(output, nothing)).toEqual(['done']);
    expect(output.settled(nothing)).toBe(true);
    expect(api.services.get('api')).toEqual(before);
    expect([...output.ownedNames()]).toEqual(['b.test']);
  });

  it('makes room: the name is dirty at once', async () => {
    const { api, output, dirty } = await world();
    api.edit('api', {});
    expect(dirty.splice(0)).toEqual([HOST]);
    api.remove('api');
    expect(dirty).toEqual([HOST]);
    expect(await apply(output, wanted)).toEqual(['done']);
  });

  it('comes a moment before ours: it is a conflict, and then foreign', async () => {
    const { api, output } = await world();
    api.held = true;
    api.meanwhile = () => api.edit('api', { spec: { clusterIP: 'None' } });
    expect(await apply(output, wanted)).toEqual(['conflict']);
    expect(output.observed(wanted.name).foreign).toHaveLength(1);
    expect(api.writes).toEqual([]);
  });

  it('is a copy of one of ours under another name', async () => {
    const { api, output } = await world();
    await apply(output, wanted);
    const { labels = {}, annotations = {} } = api.services.get('api') ?? {};
    api.edit('copy', { labels, annotations, spec: { clusterIP: 'None' } });
    expect([...output.ownedNames()]).toEqual([HOST]);
    expect(output.settled(wanted)).toBe(true);
    expect(await apply(output, nothing)).toEqual(['done']);
    expect([...api.services.keys()]).toEqual(['copy']);
  });

  it('has only our labels left: it is written anew, but not deleted', async () => {
    const { api, output } = await world();
    api.edit('api', { labels: marked, spec: { clusterIP: 'None' } });
    expect(output.settled(nothing)).toBe(true);
    expect(await apply(output, nothing)).toEqual(['done']);
    expect(api.writes).toEqual([]);
    expect(output.settled(wanted)).toBe(false);
    expect(await apply(output, wanted)).toEqual(['done']);
    expect(output.settled(wanted)).toBe(true);
  });

  it('was made by a former writer whose Services are to be taken over', async () => {
    const labels = { 'app.kubernetes.io/managed-by': 'kuberture', 'kuberture/instance': 'one' };
    const { api, output } = await world({ adoptLabels: labels });
    api.edit('api', { labels: { ...labels, 'kuberture/instance': 'two' }, spec: { clusterIP: 'None' } });
    expect(output.observed(wanted.name).foreign).toEqual(['Service sky/api (managed by kuberture)']);
    api.edit('api', { labels, annotations: { [`${ALPHA}target`]: '10.0.0.9' } });
    expect(output.observed(wanted.name).foreign).toEqual([]);
    expect(await apply(output, wanted)).toEqual(['done']);
    expect(api.services.get('api')?.annotations[`${ALPHA}target`]).toBe('10.0.0.1');
    expect(output.settled(wanted)).toBe(true);
  });
});

describe('an output that is gone', () => {
  it.each([
    ['stays where nobody says who else writes', undefined, ['left']],
    ['goes where all others are known', ['other'], []],
    ['stays while its output is known', ['other', 'gone'], ['left']],
  ])('what it left %s', async (_, siblings, services) => {
    const { api, clock, output } = await world({ name: 'gone', records: [`left: ${HOST}`] });
    await apply(output, wanted);
    const others = siblings === undefined ? {} : { siblings };
    const now = await startOutput({ api, clock, name: 'now', records: ['now: b.test'], ...others });
    expect([...now.output.ownedNames()]).toEqual(services.length === 0 ? [HOST] : []);
    expect(await apply(now.output, nothing)).toEqual(['done']);
    expect([...api.services.keys()]).toEqual(services);
  });
});

describe('two instances in one namespace', () => {
  it('do not disturb each other, nor see each other as theirs', async () => {
    const { api, clock } = await world();
    const here = assign('a.test', '60 A 10.0.0.1');
    const there = assign('a.test', '60 A 10.0.0.2');
    await apply((await startOutput({ api, clock, owner: 'one', records: ['one: a.test'] })).output, here);
    await apply((await startOutput({ api, clock, owner: 'two', records: ['two: a.test'] })).output, there);
    const one = await startOutput({ api, clock, owner: 'one', records: ['one: a.test'] });
    expect(one.output.observed(name('a.test'))).toEqual({ recordSets: here.recordSets, foreign: [] });
    expect(one.output.settled(here)).toBe(true);
    await apply(one.output, assign('a.test'));
    expect([...api.services.keys()]).toEqual(['two']);
  });

  it('cannot have the same Service', async () => {
    const { api, clock, output } = await world();
    await apply(output, wanted);
    const two = await startOutput({ api, clock, owner: 'other' });
    expect(two.output.observed(name(HOST))).toEqual({
      recordSets: [],
      foreign: ['Service sky/api (owner k2s, output api)'],
    });
    expect(await apply(two.output, wanted)).toEqual(['SKY_SERVICE_FOREIGN']);
  });
});
