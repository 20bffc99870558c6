import type { Name, Outcome } from '@skywriter/core';
import { Mirror, parsePrefix } from '@skywriter/skydns';
import { describe, expect, test } from 'vitest';
import { commitDraft, type Transacted } from './commit.ts';
import { assertFenced } from './fence.ts';
import { type Fate, KeyLink } from './fixtures/key-link.ts';
import { address, assign, name } from './fixtures/records.ts';
import { Replica } from './replica.ts';
import { outputOver } from './skydns-output.ts';

const layout = {
  prefix: parsePrefix('/skydns'),
  owner: 'k2s',
  zones: [name('example.org')],
  defaultTtl: 300,
};

async function start(link = new KeyLink()) {
  const dirty: Name[] = [];
  const transacted: Transacted[] = [];
  const drifted: Name[] = [];
  const output = outputOver({
    name: 'test',
    layout,
    link,
    now: () => 0,
    hooks: { transacted: (event) => transacted.push(event), drifted: (names) => drifted.push(...names) },
  });
  await output.start({ dirty: (names) => dirty.push(...names), readiness: () => {} });
  return { link, output, dirty, transacted, drifted };
}

function results(outcomes: readonly Outcome[]): string[] {
  return outcomes.map((outcome) => (outcome.result === 'failed' ? outcome.problem.code : outcome.result));
}

const many = Array.from({ length: 1000 }, (_, index) => assign(`n${index}.example.org`, 'A', address(index)));

describe('batches', () => {
  test('many names go in few transactions, several at once, within the limits, without conflicts', async () => {
    const { link, output, transacted } = await start();
    expect(new Set(results(await output.apply(many)))).toEqual(new Set(['done']));
    for (const { compares, puts, deletes } of link.commits) {
      expect(compares.length).toBeLessThanOrEqual(128);
      expect(puts.length + deletes.length).toBeLessThanOrEqual(128);
    }
    expect(link.commits.length).toBeLessThan(20);
    expect(link.mostUnderWay).toBeGreaterThan(1);
    expect(transacted.every(({ result }) => result === 'committed')).toBe(true);
    expect(many.every((assignment) => output.settled(assignment))).toBe(true);
    expect(output.ownedCount).toBe(1000);
  });

  test('what is settled is not written again, also when the watch tells it late', async () => {
    const { link, output, dirty, drifted } = await start();
    await output.apply(many);
    const written = link.commits.length;
    link.tell();
    expect(new Set(results(await output.apply(many)))).toEqual(new Set(['done']));
    expect([link.commits.length, dirty, drifted]).toEqual([written, [], []]);
  });

  test('everything goes again, scaffolding with the last name', async () => {
    const { link, output } = await start();
    await output.apply(many);
    await output.apply(many.map(({ name: owner }) => ({ name: owner, recordSets: [] })));
    for (const owner of [...output.ownedNames()]) await output.apply([{ name: owner, recordSets: [] }]);
    expect([...link.keys.keys()]).toEqual([]);
  });

  test('names that share new scaffolding at once bring it once', async () => {
    const { link, output } = await start();
    const calls = many.slice(0, 40).map((assignment, index) => {
      const owner = name(`n${index}.ent${index % 3}.example.org`);
      return output.apply([
        { name: owner, recordSets: assignment.recordSets.map((set) => ({ ...set, name: owner })) },
      ]);
    });
    const outcomes = (await Promise.all(calls)).flat();
    expect(new Set(results(outcomes))).toEqual(new Set(['done']));
    expect(link.keys.has('/skydns/org/example/ent0')).toBe(true);
    const puts = link.commits.flatMap((commit) => commit.puts.map(({ key }) => key));
    expect(new Set(puts).size).toBe(puts.length);
  });

  const a = assign('a.ent.example.org', 'A', '192.0.2.1');
  const b = assign('b.ent.example.org', 'A', '192.0.2.2');
  const gone = ({ name: owner }: { name: Name }) => ({ name: owner, recordSets: [] });

  test.each([
    ['comes while the only other one goes', [gone(a), b]],
    ['goes while another one comes', [b, gone(a)]],
  ])('a name that %s keeps the scaffolding that they share', async (_, assignments) => {
    const { link, output, dirty } = await start();
    await output.apply([a]);
    await Promise.all(assignments.map((assignment) => output.apply([assignment])));
    expect(output.settled(b)).toBe(true);
    expect(link.keys.has('/skydns/org/example/ent')).toBe(true);
    expect(dirty).toEqual([]);
  });

  test('scaffolding that two names leave behind because each counts on the other is dirty', async () => {
    const { link, output, dirty } = await start();
    await output.apply([a, b, assign('c.example.org', 'A', '192.0.2.3')]);
    await Promise.all([output.apply([gone(a)]), output.apply([gone(b)])]);
    expect(dirty).toEqual(['ent.example.org']);
    expect(results(await output.apply([{ name: name('ent.example.org'), recordSets: [] }]))).toEqual([
      'done',
    ]);
    expect([...link.keys.keys()].filter((key) => key.includes('/ent'))).toEqual([]);
  });

  test('one name too large for a transaction comes before its old records go', async () => {
    const { link, output } = await start();
    const values = (from: number) => Array.from({ length: 300 }, (_, index) => address(from + index));
    await output.apply([assign('big.example.org', 'A', ...values(0))]);
    link.commits.length = 0;
    expect(results(await output.apply([assign('big.example.org', 'A', ...values(1000))]))).toEqual(['done']);
    expect(link.commits.length).toBe(5);
    const firstDelete = link.commits.findIndex(({ deletes }) => deletes.length > 0);
    expect(link.commits.slice(firstDelete + 1).every(({ puts }) => puts.length === 0)).toBe(true);
    expect(output.settled(assign('big.example.org', 'A', ...values(1000)))).toBe(true);
  });

  test('two assignments for one name in one call end with the second', async () => {
    const { output } = await start();
    const second = assign('a.example.org', 'A', '192.0.2.2');
    expect(results(await output.apply([assign('a.example.org', 'A', '192.0.2.1'), second]))).toEqual([
      'done',
      'done',
    ]);
    expect(output.settled(second)).toBe(true);
  });
});

describe('conflicts', () => {
  test('a name that somebody changed meanwhile is a conflict and is seen anew; the others are written', async () => {
    const { link, output, drifted } = await start();
    await output.apply(many.slice(0, 3));
    const key = [...link.keys.keys()].find((each) => each.startsWith('/skydns/org/example/n1/#A')) ?? '';
    link.meanwhile = () => {
      link.meanwhile = undefined;
      link.write([key, '{"host":"192.0.2.66","owner":"k2s"}']);
    };
    const changed = [0, 1, 2].map((index) => assign(`n${index}.example.org`, 'A', address(5000 + index)));
    expect(results(await output.apply(changed))).toEqual(['done', 'conflict', 'done']);
    expect(output.observed(name('n1.example.org')).recordSets[0]?.targets[0]?.value).toBe('192.0.2.66');
    expect(results(await output.apply(changed))).toEqual(['done', 'done', 'done']);
    link.tell();
    expect(changed.every((assignment) => output.settled(assignment))).toBe(true);
    expect(drifted).toEqual([]);
  });

  test.each<[Fate, string, boolean]>([
    ['lost', 'done', true],
    ['dropped', 'SKY_ETCD_AMBIGUOUS', false],
    ['refused', 'SKY_ETCD_UNAVAILABLE', false],
  ])('a commit that was %s ends as %s', async (fate, result, written) => {
    const { link, output } = await start();
    link.fates.push(fate);
    const assignment = assign('a.example.org', 'A', '192.0.2.1');
    expect(results(await output.apply([assignment]))).toEqual([result]);
    expect(output.settled(assignment)).toBe(written);
    expect(results(await output.apply([assignment]))).toEqual(['done']);
    link.tell();
    expect(output.settled(assignment)).toBe(true);
  });

  test('when nobody knows and nothing can be read, the name failed and heals', async () => {
    const { link, output } = await start();
    link.fates.push('lost');
    link.readsFail = true;
    const assignment = assign('a.example.org', 'A', '192.0.2.1');
    expect(results(await output.apply([assignment]))).toEqual(['SKY_ETCD_AMBIGUOUS']);
    link.tell();
    expect(results(await output.apply([assignment]))).toEqual(['done']);
  });

  test('the watch may tell of a commit before it is answered', async () => {
    const { link, output, drifted } = await start();
    const commit = link.commit.bind(link);
    link.commit = async (transaction) => {
      const answer = await commit(transaction);
      link.tell();
      link.write(['/skydns/org/example/a/#X', '{"host":"192.0.2.77"}']);
      link.tell();
      return answer;
    };
    const assignment = assign('a.example.org', 'A', '192.0.2.1');
    await output.apply([assignment]);
    expect(output.settled(assignment)).toBe(true);
    expect(output.observed(name('a.example.org')).foreign).toEqual(['192.0.2.77 (no owner)']);
    expect(drifted).toEqual([]);
  });
});

test('drift is told by name, once', async () => {
  const { link, output, dirty, drifted } = await start();
  await output.apply(many.slice(0, 2));
  link.tell();
  dirty.length = 0;
  link.write(['/skydns/org/example/n1', undefined]);
  link.tell();
  expect([dirty, drifted]).toEqual([['n1.example.org'], ['n1.example.org']]);
});

test('before it is ready and after it has stopped nothing is written', async () => {
  const link = new KeyLink();
  const output = outputOver({ name: 'test', layout, link, now: () => 0, hooks: {} });
  expect(results(await output.apply(many.slice(0, 1)))).toEqual(['SKY_SKYDNS_NOT_READY']);
  await output.start({ dirty: () => {}, readiness: () => {} });
  await output.stop();
  expect(results(await output.apply(many.slice(0, 1)))).toEqual(['SKY_SKYDNS_STOPPED']);
  expect(link.commits).toEqual([]);
});

test('what would be outside of the zones is stopped before the link, whoever planned it', async () => {
  const link = new KeyLink();
  const transacted: Transacted[] = [];
  const context = {
    link,
    replica: new Replica(new Mirror(layout)),
    layout,
    dirty: () => {},
    transacted: (event: Transacted) => transacted.push(event),
    now: () => 0,
  };
  const plan = {
    compares: [{ key: '/x', modRevision: '0' }],
    puts: [{ key: '/x', value: '{}' }],
    deletes: [],
    relied: [],
  };
  const owner = name('a.example.org');
  const draft = { plan: () => plan, written: new Set([owner]) };
  const verdicts = await commitDraft({ draft, assignments: [{ name: owner, recordSets: [] }] }, context);
  expect(verdicts.get(owner)).toMatchObject({ code: 'SKY_SKYDNS_FENCE' });
  expect(link.commits).toEqual([]);
  expect(transacted.map(({ result }) => result)).toEqual(['failed']);
});

test('a name outside of the zones never reaches the link', async () => {
  const { link, output } = await start();
  expect(results(await output.apply([assign('a.example.com', 'A', '192.0.2.1')]))).toEqual([
    'SKY_SKYDNS_ZONE',
  ]);
  expect(link.commits).toEqual([]);
});

test.each<[string, boolean]>([
  ['/skydns/org/example', true],
  ['/skydns/org/example/a/#A-1', true],
  ['/skydns/org/examplex', false],
  ['/skydns/org', false],
  ['/skydns/com/example/a', false],
  ['/skydnsx/org/example/a', false],
  ['/skydns', false],
  ['', false],
])('the fence: %s %s', (key, passes) => {
  const plans = [
    { compares: [], puts: [{ key, value: '{}' }], deletes: [], relied: [] },
    { compares: [], puts: [], deletes: [key], relied: [] },
  ];
  for (const plan of plans) {
    if (passes) expect(() => assertFenced(plan, layout)).not.toThrow();
    else expect(() => assertFenced(plan, layout)).toThrow('not in the zones');
  }
});
