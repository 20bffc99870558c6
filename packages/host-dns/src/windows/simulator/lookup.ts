import type { Addresses, Question } from '../../machine/machine.ts';
import type { Family } from '../snapshot.ts';
import { HOSTS_PATH, type SimulatedAdapter, type SimulatedRule, type WindowsWorld } from './world.ts';

/** What an adapter asks: the servers of its wireless network before its own, its own before those of DHCP. */
export function effectiveOf(adapter: SimulatedAdapter, family: Family): readonly string[] {
  if (!adapter.bound[family]) return [];
  const lists = [adapter.profile[family], adapter.static[family]];
  return lists.find((list) => list.length > 0) ?? adapter.dhcp[family];
}

/** As the DNS Client service resolves: hosts file, rules (of the policy alone where its key is there), all adapters at once. */
export function lookUp(world: WindowsWorld, question: Question): Addresses {
  const fixed = inHosts(world.files.text(HOSTS_PATH) ?? '', question);
  if (fixed.length > 0) return { is: 'found', addresses: fixed };
  const rule = ruleFor(question.name, [...(world.policyRules ?? world.localRules).values()]);
  if (rule !== undefined) return world.servers.askInTurn(rule.servers, question);
  const lists = world.adapters
    .filter(({ status }) => status === 'Up')
    .flatMap((adapter) => [effectiveOf(adapter, 'ipv4'), effectiveOf(adapter, 'ipv6')]);
  const answers = lists.map((servers) => world.servers.askInTurn(servers, question));
  return (
    answers.find(({ is }) => is === 'found') ??
    answers.find(({ is }) => is === 'none') ?? { is: 'failed', reason: 'no server answered' }
  );
}

function ruleFor(name: string, rules: readonly SimulatedRule[]): SimulatedRule | undefined {
  const length = (namespace: string) => {
    if (namespace === '.') return 1;
    if (namespace.startsWith('.')) return `.${name}`.endsWith(namespace) ? namespace.length : 0;
    return namespace === name ? namespace.length + 1 : 0;
  };
  const best = ({ namespaces }: SimulatedRule) => Math.max(0, ...namespaces.map(length));
  const [first] = rules.filter((rule) => best(rule) > 0).sort((a, b) => best(b) - best(a));
  return first;
}

function inHosts(content: string, { name, type }: Question): readonly string[] {
  return content
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([, ...names]) => names.includes(name))
    .flatMap(([address = '']) => (address.includes(':') === (type === 'AAAA') ? [address] : []));
}
