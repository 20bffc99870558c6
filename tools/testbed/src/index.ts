export {
  type Authority,
  type Certificate,
  type CertificateRequest,
  createAuthority,
  expired,
} from './certificates.ts';
export { type ManualClock, manualClock, systemClock, type TestClock } from './clocks.ts';
export { type Component, type ComponentName, componentNames, components } from './components.ts';
export { CoreDns, type CoreDnsOptions, type CoreDnsPorts, startCoreDns } from './coredns.ts';
export type { DnsRecord } from './dns-presentation.ts';
export { type DnsAnswer, type DnsQuestion, dnsQuery } from './dns-query.ts';
export { TestbedError, type TestbedErrorCode } from './errors.ts';
export { type ClientTls, Etcd, type EtcdAuth, type EtcdOptions, type KeyValue, startEtcd } from './etcd.ts';
export { EtcdMember } from './etcd-member.ts';
export { type EventuallyOptions, eventually } from './eventually.ts';
export { ExternalDns, type ExternalDnsOptions, startExternalDns } from './external-dns.ts';
export { FaultProxy, type FaultProxyOptions, startFaultProxy } from './fault-proxy.ts';
export { type HostRoot, provideHostRoot } from './host-root.ts';
export { type FlavourName, flavours } from './host-root-flavours.ts';
export { type Ran, startTestHost, type TestHost, type TestHostOptions } from './host-root-machine.ts';
export { type RequestOptions, request } from './http.ts';
export { type K2sCorefileOptions, k2sCorefile } from './k2s-corefile.ts';
export {
  KubeApiserver,
  type KubeApiserverOptions,
  type KubeIdentity,
  type KubeUser,
  startKubeApiserver,
} from './kube-apiserver.ts';
export { type KubeAccess, kubeconfigOf } from './kubeconfig.ts';
export { freePort, freePorts } from './ports.ts';
export { type Available, type Provided, provide, type Unavailable } from './provide.ts';
export { guard, makeFolder } from './reaper.ts';
