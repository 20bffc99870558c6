import type { Command, CommandResult } from '../../machine/machine.ts';
import { type MacWorld, scopedResolvers, servicesOf } from './world.ts';

const say = (stdout: string): CommandResult => ({ code: 0, stdout, stderr: '' });
const fail = (stdout: string, code = 1): CommandResult => ({ code, stdout, stderr: '' });

/** The programs of macOS that this package runs, with the output that is told of them. */
export function run(world: MacWorld, { program, arguments: words }: Command): CommandResult {
  const [first = '', second = '', ...rest] = words;
  switch (program) {
    case '/usr/bin/id':
      return say(world.elevated ? '0\n' : '501\n');
    case '/usr/sbin/sysctl':
      return say(`BOOT-${world.boots}\n`);
    case '/usr/sbin/netstat':
      return say(
        'Routing tables\n\nInternet:\ndefault  192.168.1.1  UGScg  en0\n172.19.1/24  link#20  UC  bridge100\n',
      );
    case '/usr/sbin/scutil':
      return say(scutil(world));
    case '/usr/sbin/networksetup':
      return networkSetup(world, first, second, rest);
    case '/bin/rmdir':
      return world.files.nodes.delete(first) ? say('') : fail('rmdir: No such file or directory\n');
    case '/bin/launchctl':
      return launchctl(world, first, first === 'bootstrap' ? (rest[0] ?? '') : second);
    case '/usr/bin/dscacheutil':
    case '/usr/bin/killall':
      return say('');
    default:
      return { code: undefined, stdout: '', stderr: '' };
  }
}

function networkSetup(world: MacWorld, verb: string, name: string, rest: readonly string[]): CommandResult {
  const services = servicesOf(world);
  if (verb === '-getcurrentlocation') return say(`${world.location}\n`);
  if (verb === '-listallnetworkservices') {
    const note = 'An asterisk (*) denotes that a network service is disabled.';
    const lines = services.map((service) => `${service.enabled ? '' : '*'}${service.name}`);
    return say(`${[note, ...lines].join('\n')}\n`);
  }
  const service = services.find((candidate) => candidate.name === name);
  if (service === undefined)
    return fail(`${name} is not a recognized network service.\n** Error: unknown\n`, 4);
  if (verb === '-getdnsservers') {
    const none =
      world.language === 'en' ? "There aren't any DNS Servers set on" : 'Es gibt keine DNS-Server für';
    return say(service.servers.length === 0 ? `${none} ${name}.\n` : `${service.servers.join('\n')}\n`);
  }
  service.servers = rest[0] === 'empty' ? [] : rest;
  return say('');
}

/** What is loaded runs; loading it twice is refused. */
function launchctl(world: MacWorld, verb: string, what: string): CommandResult {
  const label = what.replace(/^.*\//, '').replace(/\.plist$/, '');
  if (verb === 'bootout')
    return world.loaded.delete(label) ? say('') : fail('Boot-out failed: 3: No such process\n', 3);
  if (world.loaded.has(label)) return fail('Bootstrap failed: 5: Input/output error\n', 5);
  world.loaded.add(label);
  return say('');
}

function scutil(world: MacWorld): string {
  const primary = servicesOf(world).find(({ enabled }) => enabled);
  const servers = primary === undefined || primary.servers.length > 0 ? primary?.servers : primary.dhcp;
  const block = (number: number, lines: readonly string[]) =>
    `resolver #${number}\n  ${lines.join('\n  ')}\n`;
  const nameservers = (list: readonly string[]) =>
    list.map((address, index) => `nameserver[${index}] : ${address}`);
  const blocks = [
    block(1, [...nameservers(servers ?? []), 'if_index : 6 (en0)', 'flags    : Request A records']),
    ...scopedResolvers(world).map((scoped, index) =>
      block(index + 2, [
        `domain   : ${scoped.domain}`,
        ...nameservers(scoped.servers),
        ...(scoped.port === 53 ? [] : [`port     : ${scoped.port}`]),
        'flags    : Request A records',
      ]),
    ),
  ];
  const own = block(1, [...nameservers(servers ?? []), 'if_index : 6 (en0)', 'flags    : Scoped']);
  return `DNS configuration\n\n${blocks.join('\n')}\nDNS configuration (for scoped queries)\n\n${own}`;
}
