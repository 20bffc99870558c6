import { failure, type Problem, type Result, success } from '@skywriter/core';
import type { LinuxSnapshot } from '../snapshot.ts';
import { asksByNss, type Choice, isLoopback, isStub, type Question, resolvedIsUsed } from './backend.ts';
import { chooseLink } from './link.ts';

/** The first systemd whose resolved reads delegates. */
const DELEGATES = 258;

/** A way that sends only the domains to the servers. Problems: `SKY_HOST_NO_SPLIT`, `SKY_HOST_LINK`. */
export function chooseSplit(snapshot: LinuxSnapshot, question: Question): Result<Choice> {
  const { resolved, networkManager: nm, dnsmasq, resolvConf } = snapshot;
  if (resolved !== undefined && resolvedIsUsed(snapshot)) {
    const warnings = resolvedWarnings(snapshot);
    if (resolved.version >= DELEGATES)
      return success({ backend: { is: 'systemd-resolved delegate' }, warnings });
    if (nm?.mode === 'systemd-resolved' && forgetsOthers(nm.version)) {
      return noSplit(
        `NetworkManager ${nm.version} takes the settings of links that are not its own away from systemd-resolved`,
        'Update NetworkManager to 1.26.6 or later',
      );
    }
    const link = chooseLink(snapshot, question);
    if (!link.ok) return link;
    return success({ backend: { is: 'systemd-resolved link', link: link.value }, warnings });
  }
  if (nm?.mode === 'dnsmasq') {
    return success({ backend: { is: "NetworkManager's dnsmasq" }, warnings: [] });
  }
  const local = resolvConf.nameservers.length > 0 && resolvConf.nameservers.every(isLoopback);
  if (dnsmasq !== undefined && local) {
    if (dnsmasq.folder !== undefined) {
      return success({ backend: { is: 'dnsmasq', folder: dnsmasq.folder }, warnings: [] });
    }
    return noSplit(
      'dnsmasq answers on this machine, and reads no folder of configuration files',
      'Let it read one (conf-dir=/etc/dnsmasq.d/,*.conf in /etc/dnsmasq.conf)',
    );
  }
  const [reason, remedy] = whyNot(snapshot);
  return noSplit(reason, remedy);
}

function noSplit(reason: string, remedy: string): Result<never> {
  return failure(
    'SKY_HOST_NO_SPLIT',
    `Nothing on this machine can send only some domains to other servers: ${reason}.`,
    `${remedy}; or write a few names into the hosts file (mode hosts); or send everything to a DNS proxy (mode adapter), which takes all DNS along when it stops.`,
  );
}

function whyNot(snapshot: LinuxSnapshot): readonly [string, string] {
  const { resolved, networkManager: nm, resolvConf, container } = snapshot;
  if (container !== undefined && resolvConf.mounted) {
    return [
      `it is a container (${container}) whose /etc/resolv.conf comes from outside`,
      'Set its DNS servers where it is started, or run this on the machine that the container is on',
    ];
  }
  if (resolved !== undefined) {
    return [
      'systemd-resolved runs, but programs do not ask it',
      'Link /etc/resolv.conf to /run/systemd/resolve/stub-resolv.conf, or install libnss-resolve',
    ];
  }
  if (resolvConf.owner === 'systemd-resolved') {
    return ['/etc/resolv.conf is of systemd-resolved, which does not run', 'Start systemd-resolved.service'];
  }
  if (nm !== undefined) {
    return [
      `NetworkManager gives programs its servers directly (dns=${nm.mode})`,
      'Set dns=dnsmasq in NetworkManager.conf, or let systemd-resolved run',
    ];
  }
  if (resolvConf.nameservers.length === 0) {
    return [
      `/etc/resolv.conf ${resolvConf.is === 'missing' ? 'is missing' : resolvConf.is === 'dangling link' ? 'is a link to nothing' : 'names no servers'}`,
      'Set up a resolver first, such as systemd-resolved',
    ];
  }
  return ['programs ask the servers of /etc/resolv.conf directly', 'Install systemd-resolved or dnsmasq'];
}

function resolvedWarnings({ nssHosts, resolvConf, networkManager: nm }: LinuxSnapshot): readonly Problem[] {
  const warnings: Problem[] = [];
  if (asksByNss(nssHosts) && !isStub(resolvConf.nameservers)) {
    warnings.push({
      code: 'SKY_HOST_BYPASS',
      message:
        'Programs that read /etc/resolv.conf themselves (Go without cgo, dig, Alpine) do not ask systemd-resolved.',
      hint: 'Link /etc/resolv.conf to /run/systemd/resolve/stub-resolv.conf.',
    });
  }
  if (nm !== undefined && nm.mode !== 'systemd-resolved') {
    warnings.push({
      code: 'SKY_HOST_WIRING',
      message: `NetworkManager and systemd-resolved do not work together (dns=${nm.mode}), so resolved may lack servers.`,
      hint: 'Set dns=systemd-resolved in NetworkManager.conf and restart it.',
    });
  }
  return warnings;
}

/** NetworkManager 1.26.0 to 1.26.5. */
function forgetsOthers(version: string): boolean {
  return /^1\.26(?:\.[0-5])?(?:$|[^0-9.])/.test(version);
}
