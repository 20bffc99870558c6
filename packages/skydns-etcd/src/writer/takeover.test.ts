import { unwrap } from '@skywriter/core';
import { parsePrefix, parseTxtRegistry } from '@skywriter/skydns';
import { expect, test } from 'vitest';
import { KeyLink } from './fixtures/key-link.ts';
import { address, assign, name } from './fixtures/records.ts';
import { outputOver } from './skydns-output.ts';

const layout = {
  prefix: parsePrefix('/skydns'),
  owner: 'k2s',
  zones: [name('example.org')],
  defaultTtl: 300,
  registry: unwrap(parseTxtRegistry({ kind: 'txt' })),
};
const heritage = '{"text":"\\"heritage=external-dns,external-dns/owner=k2s\\"","targetstrip":1}';

/** What an ExternalDNS writes in one turn that finds no records of its own, in this order or the other one. */
function writesOf(turn: number): [key: string, value: string][] {
  return [
    [`/skydns/org/example/a/0000000${turn}`, '{"host":"192.0.2.1","ttl":60,"targetstrip":1}'],
    [`/skydns/org/example/a-a/1000000${turn}`, heritage],
  ];
}

test('a name that another program keeps rewriting is left alone, with the reason, and taken over when it stops', async () => {
  const link = new KeyLink();
  let now = 0;
  const rivals = { rewrites: 3, within: 100, longest: 100, pause: 10 };
  const output = outputOver({ name: 'test', layout, link, now: () => now, hooks: {}, rivals });
  await output.start({ dirty: () => {}, readiness: () => {} });
  const assignments = [assign('a.example.org', 'A', '192.0.2.1'), assign('b.example.org', 'A', '192.0.2.2')];
  const results = async () =>
    (await output.apply(assignments)).map((outcome) =>
      outcome.result === 'failed' ? outcome.problem.code : outcome.result,
    );
  for (const turn of [1, 2, 3]) {
    expect(await results()).toEqual(['done', 'done']);
    link.tell();
    const writes = turn % 2 === 0 ? writesOf(turn) : writesOf(turn).reverse();
    for (const write of writes) {
      link.write(write);
      link.tell();
      // An entry is not taken away from its record, which may be still to come.
      const announced = [...link.keys.keys()].some((key) => key.includes('/a-a/'));
      expect(await results()).toEqual([announced ? 'SKY_SKYDNS_RIVAL' : 'done', 'done']);
      now += 5;
    }
    now += 5;
  }
  const commits = link.commits.length;
  expect(await results()).toEqual(['SKY_SKYDNS_RIVAL', 'done']);
  expect(link.commits.length).toBe(commits);
  now += 100;
  expect(await results()).toEqual(['done', 'done']);
  expect([...link.keys.keys()].some((key) => key.endsWith('/00000003'))).toBe(false);
});

test('what somebody edits by hand comes back as often as it is edited', async () => {
  const link = new KeyLink();
  const output = outputOver({ name: 'test', layout, link, now: () => 0, hooks: {} });
  await output.start({ dirty: () => {}, readiness: () => {} });
  const assignment = assign('a.example.org', 'A', '192.0.2.1');
  for (let round = 0; round < 10; round += 1) {
    const [outcome] = await output.apply([assignment]);
    expect(outcome?.result).toBe('done');
    link.tell();
    const key = [...link.keys.keys()].find((each) => each.includes('/a/#A')) ?? '';
    link.write([key, '{"host":"192.0.2.66","owner":"k2s"}']);
    link.tell();
  }
});

test('a name of 300 targets is taken over with what comes before what goes, and its entry last', async () => {
  const link = new KeyLink();
  const values = Array.from({ length: 300 }, (_, index) => address(index));
  link.write(
    ...values.map((host, index): [string, string] => [
      `/skydns/org/example/big/${(0x10000000 + index).toString(16)}`,
      JSON.stringify({ host, ttl: 60, targetstrip: 1 }),
    ]),
    ['/skydns/org/example/a-big/10000000', heritage],
  );
  const output = outputOver({ name: 'test', layout, link, now: () => 0, hooks: {} });
  await output.start({ dirty: () => {}, readiness: () => {} });
  const assignment = assign('big.example.org', 'A', ...values);
  const [outcome] = await output.apply([assignment]);
  expect(outcome?.result).toBe('done');
  expect(output.settled(assignment)).toBe(true);
  const firstDelete = link.commits.findIndex(({ deletes }) => deletes.length > 0);
  expect(link.commits.slice(firstDelete + 1).every(({ puts }) => puts.length === 0)).toBe(true);
  expect(link.commits.at(-1)?.deletes.at(-1)).toBe('/skydns/org/example/a-big/10000000');
  for (const { compares } of link.commits) {
    expect(compares.map(({ key }) => key)).toContain('/skydns/org/example/a-big/10000000');
  }
});

test('another Skywriter that writes in the layout of ExternalDNS is no rival', async () => {
  const link = new KeyLink();
  const setting = {
    name: 'test',
    layout: { ...layout, layout: 'external-dns' as const },
    link,
    now: () => 0,
    hooks: {},
  };
  const leader = outputOver(setting);
  const assignment = assign('a.example.org', 'A', '192.0.2.1');
  await leader.start({ dirty: () => {}, readiness: () => {} });
  await leader.apply([assignment]);
  const written = [...link.keys.values()].map(({ key, value }) => [key, value] as const);
  const other = new KeyLink();
  const standby = outputOver({ ...setting, link: other });
  await standby.start({ dirty: () => {}, readiness: () => {} });
  other.write(...written);
  other.tell();
  expect(await standby.apply([assign('a.example.org', 'A', '192.0.2.2')])).toMatchObject([
    { result: 'done' },
  ]);
});
