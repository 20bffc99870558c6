import { expect, test } from 'vitest';
import { forgotten } from '../platform/host-dns.ts';
import { adapter, engineOn, split, splitMore, usedWorld } from '../testing/scenario.ts';
import { LINK, settingsOf } from '../testing/world.ts';

test('a plan has the exact commands and their inverses, and touches nothing', async () => {
  const world = usedWorld();
  const before = [...world.files.nodes];
  const plan = await engineOn(world).plan(splitMore);
  expect(plan).toMatchObject({ ok: true, value: { backend: 'simulated split', pending: true } });
  const steps = plan.ok ? plan.value.steps : [];
  expect(steps.map(({ action, commands, inverse }) => [action, ...commands, ...inverse])).toEqual([
    ['set', 'write /etc/boot/recover', 'rm /etc/boot/recover'],
    ['set', 'write /etc/hosts.d/ours', 'rm /etc/hosts.d/ours'],
    [
      'set',
      'link eth0: {"servers":["172.19.1.100"],"domains":["cluster.local","test"],"route":false}',
      'link eth0: {"servers":["10.1.1.1"],"domains":[],"route":true}',
    ],
    ['set', 'write /etc/resolver/cluster.local', 'rm /etc/resolver/cluster.local'],
    ['set', 'write /etc/resolver/test', 'write /etc/resolver/test'],
  ]);
  expect([...world.files.nodes]).toEqual(before);
});

test.each([split, splitMore, adapter])(
  'nothing is pending after what was planned was done',
  async (wanted) => {
    const world = usedWorld();
    await engineOn(world).apply(wanted);
    expect(await engineOn(world).plan(wanted)).toMatchObject({ value: { pending: false } });
    const undo = await engineOn(world).plan(forgotten);
    expect(undo.ok && undo.value.steps.map(({ action }) => action)).toContain('undo');
    await engineOn(world).reset();
    expect(await engineOn(world).plan(forgotten)).toMatchObject({ value: { pending: false, steps: [] } });
  },
);

test('status tells what stands there', async () => {
  const world = usedWorld();
  expect(await engineOn(world).status()).toMatchObject({
    value: { phase: 'idle', settings: [], wanted: null },
  });
  await engineOn(world).apply(split);
  const theirs = { servers: ['192.0.2.1'], domains: [], route: true };
  world.links.set(LINK, theirs);
  world.files.nodes.delete('/etc/resolver/cluster.local');
  const seen = settingsOf(world);
  const status = await engineOn(world).status();
  expect(status.ok && status.value).toMatchObject({
    phase: 'applied',
    backend: 'simulated split',
    wanted: split,
  });
  expect(status.ok && status.value.settings.map(({ state, found }) => [state, found])).toEqual([
    ['in place', undefined],
    ['overwritten', theirs],
    ['as before', undefined],
  ]);
  expect(settingsOf(world)).toEqual(seen);
});

const bad: readonly [string, object][] = [
  ['a server that is no address', { servers: [{ address: 'dns.example; rm -rf /', port: 53 }] }],
  ['a port that is none', { servers: [{ address: '192.0.2.1', port: 0 }] }],
  ['a domain that is none', { domains: ["a'b; reboot"] }],
  ['domains without a server', { servers: [] }],
  ['a host with a zone identifier', { hosts: [{ address: 'fe80::1%eth0', names: ['a.test'] }] }],
];

test.each(bad)('%s is refused', async (_, part) => {
  const world = usedWorld();
  const before = [...world.files.nodes];
  const wanted = { ...split, ...part };
  expect((await engineOn(world).apply(wanted)).problem?.code).toBe('SKY_HOST_WANTED');
  expect(await engineOn(world).plan(wanted)).toMatchObject({ problem: { code: 'SKY_HOST_WANTED' } });
  expect([...world.files.nodes]).toEqual(before);
});
