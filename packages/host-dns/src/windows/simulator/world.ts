import { type MemoryFiles, memoryFiles } from '../../testing/memory-files.ts';
import { NameServers } from '../../testing/name-servers.ts';
import type { Family } from '../snapshot.ts';

export type PerFamily = Record<Family, readonly string[]>;

export interface SimulatedAdapter {
  readonly guid: string;
  readonly name: string;
  readonly description: string;
  readonly mac: string;
  /** Given out anew whenever the adapter comes back. */
  ifIndex: number;
  status: 'Up' | 'Disconnected' | 'Disabled' | 'Not Present';
  /** Whether the registry knows it: it does long after it was pulled out, until its driver is removed. */
  registered: boolean;
  defaultRoute: boolean;
  addresses: readonly string[];
  readonly bound: Readonly<Record<Family, boolean>>;
  /** Registry values `NameServer`, `ProfileNameServer`, and what DHCP or the router gave. */
  static: PerFamily;
  profile: PerFamily;
  dhcp: PerFamily;
  /** Wireless: the network it is in, and the servers that Windows remembers for each. */
  readonly wireless?: { ssid: string; readonly remembered: Map<string, PerFamily> };
}

export interface SimulatedRule {
  readonly volatile: boolean;
  namespaces: readonly string[];
  servers: readonly string[];
  displayName: string;
  comment: string;
  rulesBeside?: number;
}

export interface SimulatedTask {
  readonly program: string;
  readonly arguments: string;
  readonly description: string;
}

export const NONE: PerFamily = { ipv4: [], ipv6: [] };

/**
 * A Windows machine, as documents and the experience of others describe it; nobody has compared it with a
 * real one. It stands for what this package reads and writes, and for what happens to that from outside.
 */
export interface WindowsWorld {
  readonly adapters: SimulatedAdapter[];
  readonly localRules: Map<string, SimulatedRule>;
  /** Undefined where Group Policy's key is not there. */
  policyRules: Map<string, SimulatedRule> | undefined;
  readonly tasks: Map<string, SimulatedTask>;
  readonly files: MemoryFiles;
  /** How Windows describes the folder with the journal; undefined where it is not there. */
  stateFolder: { readonly attributes: string; readonly sddl: string } | undefined;
  readonly servers: NameServers;
  elevated: boolean;
  languageMode: 'FullLanguage' | 'ConstrainedLanguage';
  dnscache: { state: string; startMode: string };
  boots: number;
  /** As Windows computes it: it moves when the clock is set. */
  bootTime: string;
  /** How PowerShell writes lists within objects: as such, or in the `{value, Count}` of some 5.1 machines. */
  lists: 'plain' | 'counted';
  /** Whether setting the servers of a wireless adapter also notes them in `ProfileNameServer` at once. */
  copiesToProfile: boolean;
}

export const HOSTS_PATH = 'C:\\Windows\\System32\\drivers\\etc\\hosts';

export function windowsWorld(adapters: readonly SimulatedAdapter[]): WindowsWorld {
  const files = memoryFiles();
  const content = new TextEncoder().encode('# Copyright (c) Microsoft\r\n127.0.0.1 localhost\r\n');
  files.nodes.set(HOSTS_PATH, { is: 'file', content, mode: 0o644, uid: 0, gid: 0 });
  return {
    adapters: [...adapters],
    localRules: new Map(),
    policyRules: undefined,
    tasks: new Map(),
    files,
    stateFolder: undefined,
    servers: new NameServers(),
    elevated: true,
    languageMode: 'FullLanguage',
    dnscache: { state: 'Running', startMode: 'Auto' },
    boots: 1,
    bootTime: '2026-11-20T08:12:44.5000000Z',
    lists: 'plain',
    copiesToProfile: false,
  };
}

/** What icacls makes of the folder with the journal. */
export const CLOSED = 'O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)';
/** What a folder in ProgramData has from it. */
export const OPEN =
  'O:BAG:SYD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)';

let adapters = 0;

/** An adapter that is up, with servers from DHCP and nothing set by anybody. */
export function simulatedAdapter(
  given: Partial<SimulatedAdapter> & Pick<SimulatedAdapter, 'name'>,
): SimulatedAdapter {
  adapters += 1;
  return {
    guid: `{4d36e972-e325-11ce-bfc1-${adapters.toString(16).padStart(12, '0')}}`,
    description: 'Synthetic Ethernet Controller',
    mac: '02-00-00-00-00-01',
    ifIndex: adapters,
    status: 'Up',
    registered: true,
    defaultRoute: true,
    addresses: ['10.0.0.20/24'],
    bound: { ipv4: true, ipv6: true },
    static: NONE,
    profile: NONE,
    dhcp: { ipv4: ['10.0.0.53'], ipv6: [] },
    ...given,
  };
}

/** Everything that a user would miss if it were not as before: what is set, and not what networks bring. */
export function configurationOf(world: WindowsWorld) {
  return {
    adapters: world.adapters.map(({ guid, static: fixed, profile, wireless }) => ({
      guid,
      static: fixed,
      profile,
      remembered: [...(wireless?.remembered ?? [])]
        .filter(([, { ipv4, ipv6 }]) => ipv4.length + ipv6.length > 0)
        .sort(([a], [b]) => a.localeCompare(b)),
    })),
    localRules: [...world.localRules].sort(([a], [b]) => a.localeCompare(b)),
    policyRules: world.policyRules && [...world.policyRules].sort(([a], [b]) => a.localeCompare(b)),
    tasks: [...world.tasks],
    hosts: world.files.text(HOSTS_PATH),
  };
}
