import type { LinuxSnapshot, Owner, ResolvConf } from '../snapshot.ts';
import { asksByNss, type Backend } from './backend.ts';

/** `dns: [rc=resolved nss=resolve resolved=252(stub) nm=no resolvconf=no dnsmasq=no → systemd-resolved link k2s0]` */
export function explain(snapshot: LinuxSnapshot, outcome: string): string {
  const { resolved, networkManager: nm, resolvconf, dnsmasq, container } = snapshot;
  const facts = [
    `rc=${resolvConfFact(snapshot.resolvConf)}`,
    `nss=${asksByNss(snapshot.nssHosts) ? 'resolve' : 'dns'}`,
    `resolved=${resolved === undefined ? 'no' : `${resolved.version || '?'}(${resolved.mode})`}`,
    `nm=${nm === undefined ? 'no' : `${nm.version}(${nm.mode},${nm.rcManager})`}`,
    `resolvconf=${resolvconf ?? 'no'}`,
    `dnsmasq=${dnsmasq === undefined ? 'no' : (dnsmasq.folder ?? 'no-folder')}`,
    ...(container === undefined ? [] : [`container=${container}`]),
    ...(snapshot.systemd ? [] : ['systemd=no']),
  ];
  return `dns: [${facts.join(' ')} → ${outcome}]`;
}

export function nameOf(backend: Backend): string {
  return backend.is === 'systemd-resolved link' ? `${backend.is} ${backend.link}` : backend.is;
}

const short: Record<Owner, string> = {
  'systemd-resolved': 'resolved',
  NetworkManager: 'nm',
  resolvconf: 'resolvconf',
  WSL: 'wsl',
  skywriter: 'ours',
  unknown: 'unknown',
};

function resolvConfFact({ is, owner, nameservers, mounted, immutable }: ResolvConf): string {
  const marks = `${mounted ? '+mounted' : ''}${immutable ? '+immutable' : ''}`;
  if (is === 'missing' || is === 'dangling link') return `${is.split(' ')[0]}${marks}`;
  return `${nameservers.length === 0 ? 'empty' : short[owner]}${marks}`;
}
