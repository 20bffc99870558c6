/** Where Windows keeps name resolution rules (MS-GPNRPT §2.2.2). Local ones count only while the other key is absent. */
export const ruleKeys = {
  local: 'SYSTEM\\CurrentControlSet\\Services\\Dnscache\\Parameters\\DnsPolicyConfig',
  policy: 'SOFTWARE\\Policies\\Microsoft\\Windows NT\\DNSClient\\DnsPolicyConfig',
} as const;

export const policyValues = 'SOFTWARE\\Policies\\Microsoft\\Windows NT\\DNSClient';
export const clientParameters = 'SYSTEM\\CurrentControlSet\\Services\\Dnscache\\Parameters';

/** Under each, a key named by the GUID of every adapter that ever was. */
export const interfaceKeys = {
  ipv4: 'SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces',
  ipv6: 'SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters\\Interfaces',
} as const;

/** `BootId` there counts the starts of Windows; the time of the last start moves whenever the clock is set. */
export const bootCounter =
  'SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters';
