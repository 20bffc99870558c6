import { failure, type Problem, type Result, success } from '@skywriter/core';
import { planHosts } from '../hosts/plan.ts';
import type { HostDns } from '../platform/host-dns.ts';
import type { Plan, Step } from '../platform/platform.ts';
import { check } from './check.ts';
import * as contents from './contents.ts';
import type { Backend } from './decision/backend.ts';
import { decide } from './decision/decide.ts';
import { explain, nameOf } from './decision/explain.ts';
import * as files from './kinds/files.ts';
import { resolvConfFile } from './kinds/resolv-conf.ts';
import { DEBIAN_ENTRY, debianResolvconf, OPENRESOLV_ENTRY, openresolv } from './kinds/resolvconf.ts';
import { resolvedLink } from './kinds/resolved-link.ts';
import { HOSTS, type LinuxSnapshot, RESOLV_CONF } from './snapshot.ts';

/** How this machine learns what is wanted. Pure. */
export function planLinux(snapshot: LinuxSnapshot, wanted: HostDns): Result<Plan> {
  const checked = check(wanted);
  if (!checked.ok) return checked;
  const hosts = planHosts(HOSTS, snapshot.hosts, wanted.hosts);
  if (!hosts.ok) return hosts;
  const { mode, domains } = wanted;
  if (mode === 'hosts' || wanted.domains.length === 0) {
    const backend = hosts.value.steps.length > 0 ? 'hosts file' : 'nothing';
    return success({ backend, explanation: explain(snapshot, backend), ...hosts.value });
  }
  const servers = wanted.servers.map(contents.withPort);
  const { choice, explanation } = decide(snapshot, { mode, domains, servers, link: wanted.link });
  if (!choice.ok) {
    const { code, message, hint } = choice.problem;
    return failure(code, `${message} ${explanation}`, hint);
  }
  const { backend, warnings } = choice.value;
  const ports = portProblem(backend, wanted);
  if (ports !== undefined) return { ok: false, problem: ports };
  return success({
    backend: nameOf(backend),
    explanation,
    steps: [stepFor(backend, snapshot, wanted), ...hosts.value.steps],
    warnings: [...warnings, ...hosts.value.warnings],
  });
}

function stepFor(backend: Backend, { resolvConf }: LinuxSnapshot, { domains, servers }: HostDns): Step {
  const step = ({ kind }: { readonly kind: string }, target: string, desired: Step['desired']): Step => ({
    setting: { kind, target },
    desired,
  });
  switch (backend.is) {
    case 'systemd-resolved delegate':
      return step(files.resolvedDelegate, files.DELEGATE, contents.delegateFile(domains, servers));
    case 'systemd-resolved link':
      return step(resolvedLink, backend.link, {
        servers: servers.map(contents.withPort),
        domains: domains.map((domain) => `~${domain}`),
        defaultRoute: false,
      });
    case "NetworkManager's dnsmasq":
      return step(files.nmDnsmasq, files.NM_DNSMASQ, contents.dnsmasqFile(domains, servers));
    case 'dnsmasq':
      return step(
        files.dnsmasq,
        `${backend.folder}/${files.DNSMASQ_FILE}`,
        contents.dnsmasqFile(domains, servers),
      );
    case 'systemd-resolved':
      return step(files.resolvedGlobal, files.RESOLVED_GLOBAL, contents.resolvedFile(servers));
    case 'NetworkManager':
      return step(files.nmGlobal, files.NM_GLOBAL, contents.networkManagerFile(servers, resolvConf));
    case 'resolvconf':
      return step(debianResolvconf, DEBIAN_ENTRY, contents.nameserverLines(servers));
    case 'openresolv':
      return step(openresolv, OPENRESOLV_ENTRY, contents.nameserverLines(servers));
    case 'resolv.conf':
      return step(resolvConfFile, RESOLV_CONF, contents.resolvConfText(servers, resolvConf));
  }
}

/** /etc/resolv.conf knows no ports, and no more than three servers (resolv.conf(5)). */
function portProblem(backend: Backend, { servers }: HostDns): Problem | undefined {
  const writesResolvConf = ['NetworkManager', 'resolvconf', 'openresolv', 'resolv.conf'].includes(backend.is);
  if (!writesResolvConf || (servers.every(({ port }) => port === 53) && servers.length <= 3))
    return undefined;
  return {
    code: 'SKY_HOST_PORT',
    message: `${nameOf(backend)} can name three servers at most, and only on port 53.`,
    hint: 'Let the DNS proxy listen on port 53 of an address of its own, such as 127.0.0.2.',
  };
}
