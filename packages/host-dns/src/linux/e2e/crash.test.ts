import { expect, test } from 'vitest';
import type { Report } from '../../engine/report.ts';
import type { HostDns } from '../../platform/host-dns.ts';
import { describeWorld } from './describe-world.ts';
import { adapter, expectForgotten, proxy, split, told } from './lifecycle.ts';
import type { World } from './world.ts';

/** More changes than any apply makes. */
const MANY = 200;

/** Killed after each single change that an apply makes; `recover`, and everything is as before, byte for byte. */
async function expectRecoveries(world: World, wanted: HostDns): Promise<void> {
  const before = await world.fingerprint();
  let changes = 0;
  while (changes < MANY && (await world.applyAndDie(wanted, changes))) {
    const recovered = await world.ask<Report>({ do: 'recover' });
    expect([changes, recovered.ok, recovered.problem]).toEqual([changes, true, null]);
    // Killed after its last change, it had come to its end, and stays.
    if ((await world.fingerprint()) !== before) {
      expect(await world.ask({ do: 'status' })).toMatchObject({ ok: true, value: { phase: 'applied' } });
      await world.ask({ do: 'reset' });
    }
    expect(await world.fingerprint()).toBe(before);
    changes += 1;
  }
  expect(changes).toBeGreaterThan(5);
  expect(changes).toBeLessThan(MANY);
  await world.ask({ do: 'reset' });
  expect(await world.fingerprint()).toBe(before);
  await expectForgotten(world);
}

const patience = 300_000;
const office = "printf 'search corp.example\\nnameserver 10.1.1.1' > /etc/resolv.conf";

await describeWorld('a plain resolv.conf', 'plain', { setUp: `${office}\n${proxy}` }, (world) => {
  test('killed after every single change', () => expectRecoveries(world(), adapter), patience);
});

await describeWorld('systemd-resolved without delegates', 'resolved-252', { setUp: told }, (world) => {
  test('killed after every single change', () => expectRecoveries(world(), split), patience);
});
