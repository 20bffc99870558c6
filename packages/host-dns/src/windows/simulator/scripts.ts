import type { Value } from '../powershell/parameter.ts';
import type { Family } from '../snapshot.ts';
import { remember, setServers } from './events.ts';
import { networkOf, seenBy } from './seen.ts';
import { CLOSED, OPEN, type SimulatedAdapter, type SimulatedRule, type WindowsWorld } from './world.ts';

/** What a script does, in steps between which a machine may die, and what it answers. */
export interface Effect {
  readonly steps: readonly (() => void)[];
  readonly answer?: unknown;
}

type Values = Readonly<Record<string, Value>>;
type Simulation = (world: WindowsWorld, values: Values) => Effect;

const text = (values: Values, name: string) => String(values[name] ?? '');
const list = (values: Values, name: string) => {
  const value = values[name];
  return Array.isArray(value) ? value.map(String) : [];
};

class Failure extends Error {}

/** Runs a script by its name, as documented. Undefined: the script failed, with this message. */
export function simulate(
  world: WindowsWorld,
  script: string,
  values: Values,
): Effect | { readonly failure: string } {
  const simulation = simulations[script];
  if (simulation === undefined) return { failure: `nobody simulates ${script}` };
  try {
    return simulation(world, values);
  } catch (error) {
    if (error instanceof Failure) return { failure: error.message };
    throw error;
  }
}

const simulations: Readonly<Record<string, Simulation>> = {
  'take-snapshot': (world) => ({ steps: [], answer: seenBy(world) }),
  'flush-cache': () => ({ steps: [] }),

  'read-state-folder': (world, values) => {
    const { stateFolder, files } = world;
    const inside = [...files.nodes.keys()].filter((path) => path.startsWith(`${text(values, 'folder')}\\`));
    return { steps: [], answer: { folder: stateFolder ? { ...stateFolder, files: inside.length } : null } };
  },
  'protect-state-folder': (world) => ({
    steps: [
      () => {
        world.stateFolder ??= { attributes: 'Directory', sddl: OPEN };
      },
      () => {
        world.stateFolder = { attributes: 'Directory', sddl: CLOSED };
      },
    ],
  }),

  'read-local-rule': (world, values) => readRule(world.localRules.get(text(values, 'rule'))),
  'write-local-rule': (world, values) => ({
    steps: writeRule(world.localRules, text(values, 'rule'), values),
  }),
  'remove-local-rule': (world, values) => ({ steps: [() => world.localRules.delete(text(values, 'rule'))] }),

  'read-policy-rule': (world, values) => readRule(world.policyRules?.get(text(values, 'rule'))),
  'write-policy-rule': (world, values) => {
    if (world.policyRules === undefined) throw new Failure('The policy key is not there any more.');
    const others = [...world.policyRules.keys()].filter(
      (key) => !key.startsWith('skywriter-host-dns-'),
    ).length;
    return { steps: writeRule(world.policyRules, text(values, 'rule'), values, others) };
  },
  'remove-policy-rule': (world, values) => ({
    steps: [
      () => {
        const rule = world.policyRules?.get(text(values, 'rule'));
        if (rule === undefined) return;
        world.policyRules?.delete(text(values, 'rule'));
        if ((rule.rulesBeside ?? 0) > 0 && world.policyRules?.size === 0) world.policyRules = undefined;
      },
    ],
  }),

  'read-lasting-rule': (world, values) => readRule(byComment(world, text(values, 'rule'))?.[1]),
  'write-lasting-rule': (world, values) => ({
    steps: [
      () => removeByComment(world, text(values, 'rule')),
      () => {
        world.localRules.set(`{${text(values, 'rule')}}`, {
          volatile: false,
          namespaces: list(values, 'namespaces'),
          servers: list(values, 'servers'),
          displayName: 'skywriter-host-dns',
          comment: text(values, 'rule'),
        });
      },
    ],
  }),
  'remove-lasting-rule': (world, values) => ({ steps: [() => removeByComment(world, text(values, 'rule'))] }),

  'read-adapter': (world, values) => {
    const adapter = adapterOf(world, values);
    if (adapter?.registered !== true) return { steps: [], answer: { adapter: null } };
    const family = familyIn(values);
    const answer = {
      network: networkOf(adapter),
      static: adapter.static[family].join(','),
      profile: adapter.profile[family].join(','),
    };
    return { steps: [], answer: { adapter: answer } };
  },
  'write-adapter': (world, values) => {
    const adapter = adapterOf(world, values);
    if (adapter?.registered !== true) throw new Failure('There is no such adapter.');
    const networks = [text(values, 'network'), networkOf(adapter)].filter((network) => network !== '');
    if (new Set(networks).size > 1) throw new Failure('The adapter is in another wireless network.');
    const family = familyIn(values);
    const running = adapter.status === 'Up' || adapter.status === 'Disconnected';
    const servers = list(values, 'servers');
    const setStatic = () => {
      if (running) setServers(world, adapter, family, servers);
      else adapter.static = { ...adapter.static, [family]: servers };
    };
    return { steps: [setStatic, () => setProfile(adapter, family, list(values, 'remembered'))] };
  },
  'clear-profile': (world, values) => {
    const adapter = adapterOf(world, values);
    return { steps: adapter?.registered === true ? [() => setProfile(adapter, familyIn(values), [])] : [] };
  },

  'read-task': (world, values) => ({
    steps: [],
    answer: { task: world.tasks.get(text(values, 'task')) ?? null },
  }),
  'write-start-task': (world, values) => writeTask(world, values, 'at start'),
  'write-timed-task': (world, values) => writeTask(world, values, `after ${text(values, 'seconds')} s`),
  'remove-task': (world, values) => ({ steps: [() => world.tasks.delete(text(values, 'task'))] }),
};

function readRule(rule: SimulatedRule | undefined): Effect {
  if (rule === undefined) return { steps: [], answer: { rule: null } };
  return { steps: [], answer: { rule: { namespaces: rule.namespaces, servers: rule.servers.join(';') } } };
}

/** Value by value, as the registry is written. */
function writeRule(
  rules: Map<string, SimulatedRule>,
  key: string,
  values: Values,
  rulesBeside?: number,
): readonly (() => void)[] {
  const change = (change: Partial<SimulatedRule>) => () => {
    const rule = rules.get(key);
    if (rule !== undefined) rules.set(key, { ...rule, ...change });
  };
  const empty = { volatile: true, namespaces: [], servers: [], displayName: '', comment: '' };
  return [
    () =>
      rules.set(key, { ...empty, ...(rulesBeside === undefined ? {} : { rulesBeside }), ...rules.get(key) }),
    change({ namespaces: list(values, 'namespaces') }),
    change({ servers: list(values, 'servers') }),
    change({ displayName: 'skywriter-host-dns', comment: 'skywriter-host-dns' }),
  ];
}

function byComment(world: WindowsWorld, comment: string): [string, SimulatedRule] | undefined {
  return [...world.localRules].find(([, rule]) => rule.comment === comment);
}

function removeByComment(world: WindowsWorld, comment: string): void {
  const found = byComment(world, comment);
  if (found !== undefined) world.localRules.delete(found[0]);
}

function adapterOf(world: WindowsWorld, values: Values): SimulatedAdapter | undefined {
  return world.adapters.find(({ guid }) => guid === text(values, 'guid'));
}

function familyIn(values: Values): Family {
  return text(values, 'family') === 'ipv6' ? 'ipv6' : 'ipv4';
}

/** The registry alone; Windows keeps it with the wireless network. */
function setProfile(adapter: SimulatedAdapter, family: Family, servers: readonly string[]): void {
  if (servers.length === 0 && adapter.profile[family].length === 0) return;
  adapter.profile = { ...adapter.profile, [family]: servers };
  // What was set for the adapter is remembered too, and stays so.
  if (servers.length > 0 || adapter.static[family].length === 0) remember(adapter, family, servers);
}

function writeTask(world: WindowsWorld, values: Values, when: string): Effect {
  const task = {
    program: text(values, 'program'),
    arguments: text(values, 'arguments'),
    description: `skywriter-host-dns ${when}`,
  };
  return { steps: [() => world.tasks.set(text(values, 'task'), task)] };
}
