export interface Flavour {
  readonly suite: Suite;
  /** What is installed over the base. */
  readonly packages: readonly string[];
}

/** What every machine of a suite has: a system that boots, and dnsmasq for the DNS servers around it. */
export const suites = {
  bookworm: ['systemd', 'systemd-sysv', 'dbus', 'iproute2', 'e2fsprogs', 'dnsmasq-base'],
  forky: [
    'systemd',
    'systemd-sysv',
    'dbus',
    'iproute2',
    'systemd-resolved',
    'libnss-resolve',
    'dnsmasq-base',
  ],
} as const;
export type Suite = keyof typeof suites;

/** The ways of Linux machines to handle names; each is an installation of its own, since they exclude each other. */
export const flavours = {
  plain: { suite: 'bookworm', packages: [] },
  'resolved-252': { suite: 'bookworm', packages: ['systemd-resolved', 'libnss-resolve'] },
  'resolved-258': { suite: 'forky', packages: [] },
  'network-manager': { suite: 'bookworm', packages: ['network-manager'] },
  'network-manager-resolved': {
    suite: 'bookworm',
    packages: ['network-manager', 'systemd-resolved', 'libnss-resolve'],
  },
  dnsmasq: { suite: 'bookworm', packages: ['dnsmasq'] },
  'debian-resolvconf': { suite: 'bookworm', packages: ['resolvconf'] },
  openresolv: { suite: 'bookworm', packages: ['openresolv'] },
} as const satisfies Record<string, Flavour>;
export type FlavourName = keyof typeof flavours;
