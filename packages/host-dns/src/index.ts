export type {
  Addresses,
  Command,
  CommandResult,
  Entry,
  Files,
  Machine,
  PlatformName,
  Question,
} from './machine/machine.ts';
export {
  forgotten,
  type HostDns,
  type HostEntry,
  MARKER,
  type Mode,
  modes,
  type Server,
} from './platform/host-dns.ts';
export type { Finding, Plan, Platform, SnapshotBase, Step } from './platform/platform.ts';
export type { Json, Reading, Setting, SettingKind } from './setting/setting.ts';
