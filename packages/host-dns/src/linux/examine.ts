import { conflicts, repeated } from '../hosts/entries.ts';
import type { HostDns } from '../platform/host-dns.ts';
import type { Finding } from '../platform/platform.ts';
import { withPort } from './contents.ts';
import { asksByNss, isStub, resolvedIsUsed } from './decision/backend.ts';
import { decide } from './decision/decide.ts';
import { leftovers } from './leftovers.ts';
import type { LinuxSnapshot } from './snapshot.ts';

type Check = (snapshot: LinuxSnapshot, wanted: HostDns) => Omit<Finding, 'check'> | undefined;

const ok = (evidence: string) => ({ severity: 'ok', evidence, fix: '' }) as const;

/** What doctor looks at on Linux, in this order; a check that has nothing to look at is left out. */
const checks: Readonly<Record<string, Check>> = {
  'way to the servers'(snapshot, { mode, servers, link, domains }) {
    if (mode === 'hosts' || domains.length === 0) return undefined;
    const question = { mode, domains, servers: servers.map(withPort), link };
    const { choice, explanation } = decide(snapshot, question);
    if (choice.ok) return ok(explanation);
    return {
      severity: 'error',
      evidence: `${choice.problem.message} ${explanation}`,
      fix: choice.problem.hint,
    };
  },
  'owner of resolv.conf'(snapshot) {
    const { resolvConf, resolved, networkManager: nm } = snapshot;
    if (resolvConf.is === 'dangling link') {
      return {
        severity: 'error',
        evidence: '/etc/resolv.conf is a link to nothing.',
        fix: 'Start the program that it belongs to, or link it to a file that is there.',
      };
    }
    const absent =
      (resolvConf.owner === 'systemd-resolved' && resolved === undefined) ||
      (resolvConf.owner === 'NetworkManager' && nm === undefined);
    if (absent) {
      return {
        severity: 'error',
        evidence: `/etc/resolv.conf is of ${resolvConf.owner}, which does not run.`,
        fix: `Start ${resolvConf.owner}.`,
      };
    }
    return ok(`/etc/resolv.conf: ${resolvConf.is}, ${resolvConf.owner}`);
  },
  'programs that ask by themselves'(snapshot) {
    const { nssHosts, resolvConf } = snapshot;
    if (!resolvedIsUsed(snapshot)) return undefined;
    if (isStub(resolvConf.nameservers)) return ok('/etc/resolv.conf names the stub of systemd-resolved.');
    if (!asksByNss(nssHosts)) return undefined;
    return {
      severity: 'warning',
      evidence: 'Programs that read /etc/resolv.conf themselves do not ask systemd-resolved.',
      fix: 'Link /etc/resolv.conf to /run/systemd/resolve/stub-resolv.conf.',
    };
  },
  'names below local'({ nssHosts }, { domains }) {
    const local = domains.filter((domain) => domain === 'local' || domain.endsWith('.local'));
    if (local.length === 0) return undefined;
    const mdns = nssHosts.find((service) => /^mdns/.test(service));
    const before = nssHosts.findIndex((service) => service === 'resolve' || service === 'dns');
    if (mdns === undefined || nssHosts.indexOf(mdns) > before) return ok(`hosts: ${nssHosts.join(' ')}`);
    // The minimal modules leave names of three labels and more to DNS.
    const minimal = mdns.endsWith('minimal') && !local.includes('local' as (typeof local)[number]);
    if (minimal) return ok(`hosts: ${nssHosts.join(' ')}; ${mdns} takes names of two labels only.`);
    return {
      severity: 'warning',
      evidence: `${mdns} stands before DNS in nsswitch.conf, and takes names below local.`,
      fix: 'Put dns or resolve before it in /etc/nsswitch.conf.',
    };
  },
  'link of the domains'({ links }, { servers }) {
    const ours = servers.map(withPort);
    const link = links.find((candidate) => candidate.servers.some((server) => ours.includes(server)));
    if (link === undefined) return undefined;
    if (link.carrier && link.addresses.length > 0) return ok(`${link.name} is up.`);
    return {
      severity: 'error',
      evidence: `${link.name} is down or has no address, so systemd-resolved asks nobody there.`,
      fix: `Bring ${link.name} up, or apply again.`,
    };
  },
  'names in the hosts file'({ hosts }, { hosts: entries }) {
    if (entries.length === 0) return undefined;
    const [conflict] = conflicts(hosts ?? new Uint8Array(), entries);
    if (conflict !== undefined) {
      return { severity: 'warning', evidence: conflict.message, fix: conflict.hint };
    }
    const twice = repeated(hosts ?? new Uint8Array(), entries);
    if (twice.length === 0) return ok('No other line has one of the names.');
    return {
      severity: 'warning',
      evidence: `Other lines have these names too, and stay when ours go: ${twice.join(', ')}.`,
      fix: 'Remove these lines, if nobody needs them; K2s leaves one of k2s.registry.local.',
    };
  },
  leftovers(snapshot, { domains, hosts, servers }) {
    if (domains.length > 0 || hosts.length > 0) return undefined;
    const left = leftovers(
      snapshot,
      servers.map(({ address }) => address),
    );
    if (left.length === 0) return ok('Nothing carries our marker.');
    return {
      severity: 'warning',
      evidence: `Left from before: ${left.map(({ kind, target }) => `${kind} ${target}`).join(', ')}.`,
      fix: 'Run "skywriter host reset".',
    };
  },
};

export function examine(snapshot: LinuxSnapshot, wanted: HostDns): readonly Finding[] {
  return Object.entries(checks).flatMap(([check, look]) => {
    const found = look(snapshot, wanted);
    return found === undefined ? [] : [{ check, ...found }];
  });
}
