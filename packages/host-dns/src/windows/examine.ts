import { linesOutside } from '../hosts/block.ts';
import { type HostDns, MARKER } from '../platform/host-dns.ts';
import type { Finding } from '../platform/platform.ts';
import { effectiveServers, isOwnNetwork, isVpn, rolesOf } from './carriers.ts';
import { families, familyOf, type WindowsSnapshot } from './snapshot.ts';
import { liesIn } from './subnet.ts';

type Check = (snapshot: WindowsSnapshot, wanted: HostDns) => readonly Finding[];

/** Everything that is known to keep names from being found, or that was ever left behind. */
export function examineWindows(snapshot: WindowsSnapshot, wanted: HostDns): readonly Finding[] {
  return checks.flatMap((check) => check(snapshot, wanted));
}

const checks: readonly Check[] = [
  dnscache,
  policyKey,
  rulesInEffect,
  otherRules,
  leftServers,
  newAdapters,
  bypass,
  smartNameResolution,
  encryptedDns,
  route,
  listener,
  hostsTwice,
  wsl,
  languageMode,
];

function ok(check: string, evidence: string): readonly Finding[] {
  return [{ check, severity: 'ok', evidence, fix: '' }];
}

function warning(check: string, evidence: string, fix: string): readonly Finding[] {
  return [{ check, severity: 'warning', evidence, fix }];
}

function error(check: string, evidence: string, fix: string): readonly Finding[] {
  return [{ check, severity: 'error', evidence, fix }];
}

function dnscache({ dnscache: { state, startMode } }: WindowsSnapshot): readonly Finding[] {
  const evidence = `The DNS Client service is ${state.toLowerCase()} (start mode ${startMode}).`;
  if (state === 'Running') return ok('dns-client-service', evidence);
  return error(
    'dns-client-service',
    evidence,
    'Enable and start the service Dnscache: without it no rule counts.',
  );
}

function policyKey(
  { policyKey: there, policyRules }: WindowsSnapshot,
  { mode }: HostDns,
): readonly Finding[] {
  if (!there) return ok('policy-key', 'Group Policy has no name resolution rules; local ones count.');
  const evidence = `Group Policy has the key of name resolution rules with ${policyRules.length} in it; local ones are ignored.`;
  if (mode !== 'split') return ok('policy-key', `${evidence} This mode needs none.`);
  if (policyRules.some(({ key }) => key.startsWith(`${MARKER}-`))) {
    return warning(
      'policy-key',
      `${evidence} Ours stand there too.`,
      'Keep `skywriter host watch` running: the policy may take them away when it is applied anew.',
    );
  }
  return error(
    'policy-key',
    evidence,
    'Ask who administers the policy for a rule for these domains, or use --allow-policy-key.',
  );
}

/** `Get-DnsClientNrptRule` shows rules that nobody goes by; only the effective ones tell. */
function rulesInEffect({ effectiveRules }: WindowsSnapshot, wanted: HostDns): readonly Finding[] {
  if (wanted.mode !== 'split') return [];
  const servers = wanted.servers.map(({ address }) => address);
  return wanted.domains.flatMap((domain) => {
    const rules = effectiveRules.filter(({ namespaces }) => namespaces.includes(`.${domain}`));
    if (rules.some((rule) => servers.some((server) => rule.servers.includes(server)))) {
      return ok('rule-in-effect', `Windows asks ${servers.join(', ')} for ${domain}.`);
    }
    const [other] = rules;
    const evidence =
      other === undefined
        ? `Windows has no rule for ${domain} in effect.`
        : `Windows asks ${other.servers.join(', ') || 'nobody'} for ${domain}.`;
    return error('rule-in-effect', evidence, 'Run `skywriter host apply`; see the finding policy-key.');
  });
}

function otherRules({ effectiveRules, adapters }: WindowsSnapshot): readonly Finding[] {
  const all = effectiveRules.filter(({ namespaces }) => namespaces.includes('.'));
  const vpns = adapters.filter((adapter) => adapter.status === 'Up' && isVpn(adapter));
  const found = [
    ...all.map(({ servers }) => `a rule sends every name to ${servers.join(', ') || 'its own servers'}`),
    ...vpns.map(({ description }) => `the VPN adapter ${JSON.stringify(description)} is up`),
  ];
  if (found.length === 0) return ok('vpn', 'No VPN, and no rule that takes every name.');
  return warning(
    'vpn',
    `Seen: ${found.join('; ')}.`,
    'If names of the cluster are not found, see whether the VPN blocks DNS to other servers (block-outside-dns).',
  );
}

function leftServers({ adapters }: WindowsSnapshot, { mode, servers }: HostDns): readonly Finding[] {
  const addresses = servers.map(({ address }) => address);
  if (mode === 'adapter') return [];
  const left = adapters
    .filter((adapter) => !isOwnNetwork(adapter, addresses))
    .flatMap((adapter) =>
      families
        .filter((family) =>
          [...adapter[family].static, ...adapter[family].profile].some((address) =>
            addresses.includes(address),
          ),
        )
        .map((family) => `${JSON.stringify(adapter.name)} (${adapter.status}, ${family})`),
    );
  if (left.length === 0) return ok('left-servers', 'No adapter points at the servers of the cluster.');
  return error(
    'left-servers',
    `These adapters point at the servers of the cluster: ${left.join(', ')}.`,
    'Run `skywriter host reset`; or set their servers to automatic in the settings of Windows.',
  );
}

function newAdapters(snapshot: WindowsSnapshot, wanted: HostDns): readonly Finding[] {
  if (wanted.mode !== 'adapter') return [];
  const servers = wanted.servers.map(({ address }) => address);
  const others = rolesOf(snapshot, servers, wanted.adapters)
    .filter(({ role }) => role === 'carrier' || role === 'named')
    .flatMap(({ adapter }) =>
      families
        .filter((family) => servers.some((server) => familyOf(server) === family))
        .filter((family) => adapter[family].bound)
        .filter((family) => !servers.some((server) => effectiveServers(adapter, family).includes(server)))
        .map((family) => `${JSON.stringify(adapter.name)} (${family})`),
    );
  if (others.length === 0) return ok('adapters', 'Every adapter that leads anywhere asks the proxy.');
  return error(
    'adapters',
    `These adapters do not ask the proxy: ${others.join(', ')}.`,
    'Run `skywriter host apply` again, or keep `skywriter host watch` running.',
  );
}

function bypass(snapshot: WindowsSnapshot, wanted: HostDns): readonly Finding[] {
  if (wanted.mode !== 'adapter' || wanted.servers.some(({ address }) => address.includes(':'))) return [];
  const others = snapshot.adapters
    .filter((adapter) => adapter.status === 'Up' && effectiveServers(adapter, 'ipv6').length > 0)
    .map(({ name }) => JSON.stringify(name));
  if (others.length === 0) return ok('ipv6-bypass', 'No adapter has IPv6 servers.');
  return warning(
    'ipv6-bypass',
    `These adapters have IPv6 servers, which bypass the proxy: ${others.join(', ')}.`,
    'Let the proxy listen at ::1 as well, and name it as a server.',
  );
}

function smartNameResolution(
  { smartNameResolutionOff }: WindowsSnapshot,
  { mode }: HostDns,
): readonly Finding[] {
  if (!smartNameResolutionOff)
    return ok('smart-name-resolution', 'Windows asks the servers of all adapters.');
  const evidence =
    'Group Policy turned smart multi-homed name resolution off: adapters are asked in their order.';
  if (mode === 'split') return ok('smart-name-resolution', `${evidence} Rules count all the same.`);
  return warning('smart-name-resolution', evidence, 'Use --mode split, which does not depend on it.');
}

function encryptedDns({ encryptedDns: setting }: WindowsSnapshot): readonly Finding[] {
  const [policy = '', automatic = ''] = setting.split('/');
  if (policy === '3') {
    return error(
      'encrypted-dns',
      'Group Policy requires DNS over HTTPS.',
      'Ask who administers the policy for an exception: servers of clusters speak plain DNS.',
    );
  }
  if (policy === '2' || automatic === '2') {
    return warning(
      'encrypted-dns',
      'DNS over HTTPS is on.',
      'See that it does not take the names of the cluster too.',
    );
  }
  return ok('encrypted-dns', 'Windows does not require DNS over HTTPS.');
}

/** A default route leads anywhere, and so tells nothing of the cluster's network. */
function route({ routes }: WindowsSnapshot, { mode, servers }: HostDns): readonly Finding[] {
  const narrow = routes.filter((prefix) => !prefix.endsWith('/0'));
  return (mode === 'hosts' ? [] : servers).flatMap(({ address }) => {
    if (liesIn(address, ['127.0.0.0/8', '::1/128']) || liesIn(address, narrow)) {
      return ok('route', `There is a route to ${address}.`);
    }
    return warning(
      'route',
      `There is no route to ${address} but the default one.`,
      'See that the cluster is started: its network brings the route along.',
    );
  });
}

function listener({ port53 }: WindowsSnapshot, { mode, servers }: HostDns): readonly Finding[] {
  if (mode !== 'adapter') return [];
  return servers.flatMap(({ address }) => {
    if (port53.includes(address)) return ok('proxy', `Something listens at ${address}, UDP port 53.`);
    const any = port53.find((other) => other === '0.0.0.0' || other === '::');
    if (any !== undefined) {
      return warning(
        'proxy',
        `Only a wildcard socket (${any}) listens at UDP port 53; it may be of Internet Connection Sharing.`,
        'Let the proxy listen at its own address, and at no other.',
      );
    }
    return error(
      'proxy',
      `Nothing listens at ${address}, UDP port 53.`,
      'Start the DNS proxy, or run `skywriter host reset`.',
    );
  });
}

function hostsTwice({ hosts }: WindowsSnapshot, wanted: HostDns): readonly Finding[] {
  const names = linesOutside(hosts ?? new Uint8Array())
    .flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1))
    .map((name) => name.toLowerCase());
  const covered = names.filter((name) =>
    wanted.domains.some((domain) => name === domain || name.endsWith(`.${domain}`)),
  );
  const own = names.filter((name) =>
    wanted.hosts.some((entry) => entry.names.some((other) => other === name)),
  );
  const found = [...new Set([...covered, ...own])];
  if (found.length === 0)
    return ok('hosts-file', 'The hosts file has no names of ours outside of our block.');
  return warning(
    'hosts-file',
    `The hosts file has these names itself, and goes before every server: ${found.join(', ')}.`,
    'Remove these lines, if nobody needs them.',
  );
}

function wsl({ wslConfig }: WindowsSnapshot): readonly Finding[] {
  if (!/dnsTunneling\s*=\s*false/i.test(wslConfig)) return [];
  return warning(
    'wsl',
    '.wslconfig turns DNS tunnelling off, so name resolution rules do not count within WSL.',
    'Set dnsTunneling=true there, if programs in WSL shall find the names too.',
  );
}

function languageMode({ languageMode: mode }: WindowsSnapshot): readonly Finding[] {
  if (mode === 'FullLanguage') return [];
  return warning(
    'language-mode',
    `PowerShell is in ${mode}: rules are made by cmdlets, and stay after a restart of Windows.`,
    `See that the task ${MARKER}-recover is there; it takes them away.`,
  );
}
