import { expect, test } from 'vitest';
import { adapter, engineOn, split, splitMore, usedWorld } from '../testing/scenario.ts';
import { changeAdapter, LINK, reboot, settingsOf } from '../testing/world.ts';

const corporate = { servers: ['192.0.2.1'], domains: ['corp'], route: true };

test('what somebody changed since is left and reported, and undone by force', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  await engineOn(world).apply(split);
  world.links.set(LINK, corporate);
  const report = await engineOn(world).reset();
  expect(report.problem?.code).toBe('SKY_HOST_CONFLICT');
  expect(report.settings).toContainEqual(
    expect.objectContaining({
      setting: { kind: 'link', target: LINK },
      outcome: 'conflict',
      found: corporate,
    }),
  );
  expect(settingsOf(world)).toEqual({ ...before, [`link ${LINK}`]: corporate });
  expect((await engineOn(world).reset({ force: true })).ok).toBe(true);
  expect(settingsOf(world)).toEqual(before);
});

test('a conflict is theirs: the next apply takes it as the baseline, and force does not', async () => {
  const world = usedWorld();
  await engineOn(world).apply(split);
  world.links.set(LINK, corporate);
  await engineOn(world).reset();
  const theirs = settingsOf(world);
  await engineOn(world).apply(split);
  expect((await engineOn(world).reset()).ok).toBe(true);
  expect(settingsOf(world)).toEqual(theirs);
});

test('while it is applied the first baseline stays, whoever overwrote it in between', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  await engineOn(world).apply(split);
  world.links.set(LINK, corporate);
  const report = await engineOn(world).apply(split);
  expect(report.settings).toContainEqual(
    expect.objectContaining({ outcome: 'set', setting: { kind: 'link', target: LINK }, found: corporate }),
  );
  await engineOn(world).reset();
  expect(settingsOf(world)).toEqual(before);
});

test('force leaves alone what was undone before', async () => {
  const world = usedWorld();
  await engineOn(world).apply(adapter);
  await engineOn(world).apply(split);
  changeAdapter(world, '{ETHERNET}', { servers: { wire: ['192.0.2.1'] } });
  await engineOn(world).reset({ force: true });
  expect(world.adapters.get('{ETHERNET}')?.servers).toEqual({ wire: ['192.0.2.1'] });
});

test('an adapter that is away at the reset is reset when it is back', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  await engineOn(world).apply(adapter);
  changeAdapter(world, '{ETHERNET}', { present: false });
  const report = await engineOn(world).reset();
  expect(report.settings).toContainEqual(expect.objectContaining({ outcome: 'gone' }));
  expect(await engineOn(world).status()).toMatchObject({ value: { phase: 'left' } });
  expect((await engineOn(world).recover()).ok).toBe(true);
  changeAdapter(world, '{ETHERNET}', { present: true });
  await engineOn(world).recover();
  expect(settingsOf(world)).toEqual(before);
  expect(await engineOn(world).status()).toMatchObject({ value: { phase: 'idle' } });
});

test.each([[['home']], [['office', 'home']]])(
  'a network remembers our servers until it is seen again: %j',
  async (seen) => {
    const world = usedWorld();
    const before = settingsOf(world);
    await engineOn(world).apply(adapter);
    changeAdapter(world, '{WIFI}', { network: 'cafe' });
    await engineOn(world).reset();
    // In between the whole story once more, without that network.
    await engineOn(world).apply(split);
    await engineOn(world).reset();
    for (const network of seen) {
      changeAdapter(world, '{WIFI}', { network });
      await engineOn(world).recover();
    }
    expect(settingsOf(world)).toEqual(before);
  },
);

test('the last thing done is the first undone', async () => {
  const world = usedWorld();
  const { settings: done } = await engineOn(world).apply(splitMore);
  const { settings: undone } = await engineOn(world).reset();
  expect(undone.map(({ setting }) => setting)).toEqual(done.map(({ setting }) => setting).toReversed());
});

test('recover leaves what is whole, until the system is started again', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  await engineOn(world).apply(splitMore);
  const applied = settingsOf(world);
  expect(await engineOn(world).recover()).toMatchObject({
    ok: true,
    explanation: 'what is applied is whole',
    settings: [],
  });
  expect(settingsOf(world)).toEqual(applied);
  reboot(world);
  expect(await engineOn(world).recover()).toMatchObject({
    ok: true,
    explanation: 'the system was started since',
  });
  expect(settingsOf(world)).toEqual(before);
});

test('what is tied to a process goes when it has ended', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  let pid = 0;
  await engineOn(world, (machine) => {
    pid = machine.pid;
    return machine;
  }).apply(adapter, { tied: true });
  expect((await engineOn(world).recover()).settings).toEqual([]);
  world.processes.delete(pid);
  expect((await engineOn(world).recover()).ok).toBe(true);
  expect(settingsOf(world)).toEqual(before);
});

test('without a journal only our marker is undone, and what points at named servers', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  await engineOn(world).apply(adapter);
  world.files.nodes.delete('/var/lib/sim/journal.json');
  await engineOn(world).recover();
  expect(world.files.text('/etc/boot/recover')).toBeUndefined();
  expect(world.adapters.get('{WIFI}')?.servers.home).toEqual(['172.19.1.1']);
  expect((await engineOn(world).reset({ servers: ['172.19.1.1'] })).ok).toBe(true);
  // Nobody knows any more what was there, so it is what the system has by itself.
  expect(settingsOf(world)).toEqual({ ...before, 'adapter {ETHERNET}': { wire: [] } });
});

test('our own values are no baseline, even when the journal was lost', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  await engineOn(world).apply(adapter);
  await world.files.write('/var/lib/sim/journal.json', new TextEncoder().encode('{"schema":1,'), 0o600);
  expect((await engineOn(world).apply(adapter)).ok).toBe(true);
  expect((await engineOn(world).reset()).ok).toBe(true);
  expect(settingsOf(world)).toEqual({ ...before, 'adapter {ETHERNET}': { wire: [] } });
  const kept = await world.files.list('/var/lib/sim');
  expect(kept.ok && kept.value).toContain('journal.json.corrupted.2026-11-21T120000.000Z');
});

test('with the journal lost, the last one still tells what was there', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  await engineOn(world).apply(adapter);
  await engineOn(world).reset();
  await engineOn(world).apply(adapter);
  await world.files.write('/var/lib/sim/journal.json', new TextEncoder().encode('{"schema":1,'), 0o600);
  expect((await engineOn(world).recover()).explanation).toBe('the journal was lost');
  expect(settingsOf(world)).toEqual(before);
});

test('what points at the wanted servers already is no baseline either', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  changeAdapter(world, '{ETHERNET}', { servers: { wire: ['172.19.1.1'] } });
  await engineOn(world).apply(adapter);
  await engineOn(world).reset();
  expect(settingsOf(world)).toEqual({ ...before, 'adapter {ETHERNET}': { wire: [] } });
});

test('what points at the wanted servers where nothing is to be set is none of ours', async () => {
  const world = usedWorld();
  changeAdapter(world, '{ETHERNET}', { servers: { wire: ['172.19.1.100'] } });
  await engineOn(world).apply(split);
  await engineOn(world).reset();
  expect(world.adapters.get('{ETHERNET}')?.servers).toEqual({ wire: ['172.19.1.100'] });
});

test('what the system set after a start is the baseline then', async () => {
  const world = usedWorld();
  await engineOn(world).apply(splitMore);
  reboot(world);
  world.links.set(LINK, corporate);
  const report = await engineOn(world).apply(splitMore);
  expect(report).toMatchObject({ ok: true });
  expect(report.settings.map(({ outcome }) => outcome)).not.toContain('conflict');
  await engineOn(world).reset();
  expect(settingsOf(world)).toEqual({ ...settingsOf(usedWorld()), [`link ${LINK}`]: corporate });
});

test('nothing applied, nothing done', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  for (const report of [await engineOn(world).reset(), await engineOn(world).recover()]) {
    expect(report).toMatchObject({ ok: true, settings: [] });
  }
  expect(settingsOf(world)).toEqual(before);
});
