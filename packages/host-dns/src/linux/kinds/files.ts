import { MARKER } from '../../platform/host-dns.ts';
import { configFile } from './config-file.ts';

const units = (...args: string[]) => ({ program: 'systemctl', arguments: args });

/** systemd ≥ 258: some domains to some servers, with no link; gone after a start (systemd.dns-delegate(5)). */
export const resolvedDelegate = configFile(
  'resolved-delegate',
  units('try-reload-or-restart', 'systemd-resolved.service'),
);
export const DELEGATE = `/run/systemd/dns-delegate.d/${MARKER}.dns-delegate`;

/** Servers for everything; gone after a start (resolved.conf(5)). Before systemd 254 nothing but a restart reads it. */
export const resolvedGlobal = configFile(
  'resolved-global',
  units('try-reload-or-restart', 'systemd-resolved.service'),
);
export const RESOLVED_GLOBAL = `/run/systemd/resolved.conf.d/${MARKER}.conf`;

/** The dnsmasq that NetworkManager runs (dns=dnsmasq), which is another process after each reload. */
export const nmDnsmasq = configFile(
  'networkmanager-dnsmasq',
  { program: 'nmcli', arguments: ['general', 'reload', 'dns-full'] },
  '/run/NetworkManager/dnsmasq.pid',
);
export const NM_DNSMASQ = `/etc/NetworkManager/dnsmasq.d/${MARKER}.conf`;

/** The system's own dnsmasq, which reads its configuration at its start only (dnsmasq(8), NOTES). */
export const dnsmasq = configFile('dnsmasq', units('try-restart', 'dnsmasq.service'));
export const DNSMASQ_FILE = `${MARKER}.conf`;

/**
 * Servers for everything, of NetworkManager for all connections together; gone after a start
 * (NetworkManager.conf(5), GLOBAL-DNS SECTION). The connections themselves stay untouched.
 */
export const nmGlobal = configFile('networkmanager-global', {
  program: 'nmcli',
  arguments: ['general', 'reload', 'conf'],
});
export const NM_GLOBAL = `/run/NetworkManager/conf.d/${MARKER}.conf`;
