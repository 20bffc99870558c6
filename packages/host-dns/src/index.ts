export { examineCorefile } from './doctor/corefile/examine.ts';
export type { ApplyOptions } from './engine/apply.ts';
export { createHostDns, type HostDnsEngine } from './engine/create.ts';
export type { CommandLines, HostDnsOptions } from './engine/options.ts';
export type { Preview, PreviewStep } from './engine/preview.ts';
export { type Outcome, outcomes, type Report, type SettingReport } from './engine/report.ts';
export type { ResetOptions } from './engine/reset.ts';
export type { SettingStatus, Status } from './engine/status.ts';
export type { Verifier } from './engine/verification.ts';
export type { Watch, WatchEvent, WatchOptions } from './engine/watch.ts';
export {
  createForwarder,
  type Forwarder,
  type ForwarderOptions,
  type UpstreamState,
} from './forwarder/forwarder.ts';
export type { Rule } from './forwarder/routes.ts';
export { systemUpstreams } from './forwarder/upstreams/system.ts';
export {
  type UpstreamWatch,
  type UpstreamWatchOptions,
  watchUpstreams,
} from './forwarder/upstreams/watch.ts';
export type { Owner, Phase, Role } from './journal/schema.ts';
export { linuxPlatform } from './linux/platform.ts';
export type { LinuxSnapshot } from './linux/snapshot.ts';
export {
  type Addresses,
  type Command,
  type CommandResult,
  type Entry,
  type Files,
  type Machine,
  type PlatformName,
  type Question,
  UNKNOWN_LIFE,
} from './machine/machine.ts';
export { systemMachine } from './machine/system-machine.ts';
export { macPlatform } from './macos/platform.ts';
export type { MacService, MacSnapshot } from './macos/snapshot.ts';
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
export { type Cluster, checkProxyConfiguration } from './proxy/check.ts';
export { dnsProxyRules, type ProxyConfiguration, proxyYaml } from './proxy/configuration.ts';
export { type DnsProxy, type DnsProxyEvent, type DnsProxyOptions, startDnsProxy } from './proxy/run.ts';
export { launchdProxyPlist, systemdProxyUnit, type UnixService } from './proxy/service/unix.ts';
export {
  type WindowsService,
  windowsServiceCommands,
  windowsServiceRemoval,
} from './proxy/service/windows.ts';
export type { Json, Reading, Setting, SettingKind } from './setting/setting.ts';
export { captureSystem } from './system/capture.ts';
export { type SystemHostDns, type SystemHostDnsOptions, systemHostDns } from './system/system-host-dns.ts';
export { createVerifier, type VerificationOptions } from './verify/verification.ts';
export { captureWindows } from './windows/fixtures.ts';
export { type WindowsFolders, windowsFolders, windowsPlatform } from './windows/platform.ts';
export type { WindowsAdapter, WindowsSnapshot } from './windows/snapshot.ts';
