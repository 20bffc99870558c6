import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostDnsEngine } from '../engine/create.ts';
import type { Report } from '../engine/report.ts';
import {
  comeBack,
  disable,
  join,
  policyComes,
  reboot,
  remove,
  renewLease,
  setServers,
  sleep,
  vpnDown,
  vpnUp,
} from './simulator/events.ts';
import { configurationOf, type SimulatedAdapter, type WindowsWorld } from './simulator/world.ts';
import { CLUSTER, CORPORATE, hostDnsOn, laptop, name, wanted } from './testing/host.ts';

interface Host {
  readonly world: WindowsWorld;
  readonly cable: SimulatedAdapter;
  readonly wireless: SimulatedAdapter;
}

/** Static servers of both families, servers of a wireless network, rules of Group Policy, a hosts file. */
function usedHost(): Host {
  const host = laptop();
  host.cable.static = { ipv4: ['192.0.2.53', '192.0.2.54'], ipv6: ['2001:db8::53'] };
  const own = { ipv4: ['192.0.2.1'], ipv6: [] };
  host.wireless.profile = own;
  host.wireless.wireless?.remembered.set('office', own);
  policyComes(host.world, { '.corp.example': CORPORATE });
  return host;
}

const hosts = [{ address: CLUSTER, names: [name('k2s.registry.local')] }];
const split = wanted('split', { allowPolicyKey: true, hosts });
const adapters = wanted('adapter', { hosts });

type Command = (engine: HostDnsEngine) => Promise<Report>;
const scenarios: readonly (readonly [string, readonly Command[], Command])[] = [
  ['the first split', [], (engine) => engine.apply(split)],
  ['the first takeover', [], (engine) => engine.apply(adapters)],
  ['split after takeover', [(engine) => engine.apply(adapters)], (engine) => engine.apply(split)],
  ['takeover after split', [(engine) => engine.apply(split)], (engine) => engine.apply(adapters)],
  ['reset of split', [(engine) => engine.apply(split)], (engine) => engine.reset()],
  ['reset of takeover', [(engine) => engine.apply(adapters)], (engine) => engine.reset()],
];

interface Event {
  /** What was so before the first command, and is not by the end. */
  before?(host: Host): void;
  happen(host: Host): void;
  /** What makes the machine whole again; after it, all must be as before. */
  pass?(host: Host): void;
}

const VPN = '10.8.0.1';

const events: readonly (readonly [string, Event])[] = [
  ['nothing', { happen() {} }],
  ['a restart', { happen: ({ world }) => reboot(world) }],
  ['a new lease', { happen: ({ wireless }) => renewLease(wireless, ['10.5.5.5']) }],
  [
    'another wireless network, and back',
    { happen: ({ wireless }) => join(wireless, 'home'), pass: ({ wireless }) => join(wireless, 'office') },
  ],
  [
    'an adapter switched off',
    { happen: ({ cable }) => disable(cable), pass: ({ cable }) => comeBack(cable) },
  ],
  [
    'an adapter pulled out, its driver too',
    { happen: ({ cable }) => remove(cable, 'goes'), pass: ({ cable }) => comeBack(cable) },
  ],
  ['sleep, and other servers at wake', { happen: ({ world }) => sleep(world, ['10.5.5.5']) }],
  [
    'a VPN that comes and goes',
    { happen: ({ world }) => void vpnUp(world, VPN), pass: ({ world }) => vpnDown(world) },
  ],
  ['a VPN that comes and stays', { happen: ({ world }) => void vpnUp(world, VPN) }],
  [
    'a VPN that was there and goes',
    { before: ({ world }) => void vpnUp(world, VPN), happen: ({ world }) => vpnDown(world) },
  ],
  ['a user at the cable', { happen: ({ world, cable }) => setServers(world, cable, 'ipv4', ['9.9.9.9']) }],
];

async function after(
  history: readonly Command[],
  event: Event,
): Promise<{ host: Host; before: ReturnType<typeof configurationOf> }> {
  const host = usedHost();
  const before = configurationOf(host.world);
  event.before?.(host);
  for (const command of history) expect(await command(hostDnsOn(host.world))).toMatchObject({ ok: true });
  return { host, before };
}

async function expectBaseline(
  host: Host,
  event: Event,
  before: ReturnType<typeof configurationOf>,
): Promise<void> {
  const userWas = host.cable.static.ipv4;
  event.happen(host);
  const user = host.cable.static.ipv4.includes('9.9.9.9');
  expect(userWas).not.toContain('9.9.9.9');
  await hostDnsOn(host.world).recover();
  event.pass?.(host);
  await hostDnsOn(host.world).recover();
  await hostDnsOn(host.world).reset();
  // What the user chose is theirs; all else is as it was.
  if (user) {
    expect(host.cable.static.ipv4).toEqual(['9.9.9.9']);
    host.cable.static = { ...host.cable.static, ipv4: ['192.0.2.53', '192.0.2.54'] };
  }
  const vpn = host.world.adapters.find(({ name }) => name === 'Corp VPN');
  if (vpn !== undefined) {
    expect(vpn.static).toEqual({ ipv4: [VPN], ipv6: [] });
    expect(host.world.policyRules?.size).toBe((before.policyRules?.length ?? 0) + 1);
    vpnDown(host.world);
  }
  expect(configurationOf(host.world)).toEqual(before);
}

describe.each(scenarios)('death at every change of %s', (_, history, command) => {
  test.each(events)('then %s', async (_, event) => {
    for (let changes = 0; ; changes += 1) {
      const { host, before } = await after(history, event);
      const report = await command(hostDnsOn(host.world, changes));
      await expectBaseline(host, event, before).catch((error: unknown) => {
        throw new Error(`died after ${changes} changes`, { cause: error });
      });
      if (report.ok) {
        expect(changes).toBeGreaterThan(5);
        break;
      }
    }
  });
});

test('applying twice is applying once, and resetting brings everything back', async () => {
  const settings = fc.record({
    mode: fc.constantFrom('split', 'adapter'),
    domains: fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 60 }),
    lists: fc.constantFrom('plain', 'counted'),
    copies: fc.boolean(),
    language: fc.constantFrom('FullLanguage', 'ConstrainedLanguage'),
    meanwhile: fc.array(fc.constantFrom('VPN up', 'VPN down', 'sleep'), { maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(settings, async ({ mode, domains, lists, copies, language, meanwhile }) => {
      const { world } = usedHost();
      world.policyRules = undefined;
      world.lists = lists;
      world.copiesToProfile = copies;
      world.languageMode = language;
      const before = configurationOf(world);
      const desired = wanted(mode, { domains: domains.map((number) => name(`d${number}.example`)) });
      expect(await hostDnsOn(world).apply(desired)).toMatchObject({ ok: true });
      const once = configurationOf(world);
      expect(once).not.toEqual(before);
      expect(await hostDnsOn(world).apply(desired)).toMatchObject({ ok: true });
      expect(configurationOf(world)).toEqual(once);
      for (const event of meanwhile) {
        if (event === 'VPN up') vpnUp(world, VPN);
        if (event === 'VPN down') vpnDown(world);
        if (event === 'sleep') sleep(world, ['10.5.5.5']);
        expect(await hostDnsOn(world).apply(desired)).toMatchObject({ ok: true });
      }
      vpnDown(world);
      expect(configurationOf(world)).toEqual(once);
      expect(await hostDnsOn(world).reset()).toMatchObject({ ok: true });
      expect(configurationOf(world)).toEqual(before);
    }),
    { numRuns: 60 },
  );
});
