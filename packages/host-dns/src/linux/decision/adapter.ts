import { failure, type Problem, type Result, success } from '@skywriter/core';
import type { LinuxSnapshot } from '../snapshot.ts';
import { type Choice, resolvedIsUsed } from './backend.ts';

/**
 * A way that sends everything to the servers. Problem: `SKY_HOST_IMMUTABLE`.
 */
export function chooseAdapter(snapshot: LinuxSnapshot): Result<Choice> {
  const { networkManager: nm, resolvConf, resolvconf } = snapshot;
  if (resolvedIsUsed(snapshot)) return success({ backend: { is: 'systemd-resolved' }, warnings: [] });
  if (nm !== undefined && nm.rcManager !== 'unmanaged' && writes(nm.mode)) {
    return success({ backend: { is: 'NetworkManager' }, warnings: [] });
  }
  if (resolvConf.immutable) {
    return failure(
      'SKY_HOST_IMMUTABLE',
      '/etc/resolv.conf is immutable: somebody wants that nobody changes it.',
      'If it was you: chattr -i /etc/resolv.conf, and try again.',
    );
  }
  if (resolvConf.owner === 'resolvconf' && resolvconf === 'debian')
    return success({ backend: { is: 'resolvconf' }, warnings: [] });
  if (resolvConf.owner === 'resolvconf' && resolvconf === 'openresolv')
    return success({ backend: { is: 'openresolv' }, warnings: [] });
  return success({ backend: { is: 'resolv.conf' }, warnings: directWarnings(snapshot) });
}

function writes(mode: string): boolean {
  return mode === 'default' || mode === 'dnsmasq';
}

function directWarnings({ resolvConf, container, networkManager: nm }: LinuxSnapshot): readonly Problem[] {
  const by = resolvConf.mounted
    ? `the one who mounted it${container === undefined ? '' : ` (${container})`}`
    : resolvConf.owner === 'WSL'
      ? 'WSL at its next start (generateResolvConf in /etc/wsl.conf)'
      : resolvConf.owner === 'resolvconf'
        ? 'resolvconf'
        : resolvConf.owner === 'NetworkManager' && nm !== undefined
          ? 'NetworkManager'
          : undefined;
  if (by === undefined) return [];
  return [
    {
      code: 'SKY_HOST_TRAMPLED',
      message: `/etc/resolv.conf may be written anew by ${by}.`,
      hint: 'Let "skywriter host watch" run, which sets it again.',
    },
  ];
}
