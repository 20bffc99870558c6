/** How to reach an etcd cluster. Files are read again when they change, so certificates can be rotated. */
export interface EtcdOptions {
  /** `http://host:port` or `https://host:port` of members, all with the same scheme. At least one. */
  readonly endpoints: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly tls?: EtcdTls;
}

/** Meaningful with `https` only. Paths of PEM files. */
export interface EtcdTls {
  /** Authorities that sign the servers' certificates; the system's where absent. */
  readonly ca?: string;
  /** Client certificate with its chain, and its key: both or neither. */
  readonly cert?: string;
  readonly key?: string;
  /** The name to expect in the servers' certificates, instead of the endpoint's host. */
  readonly serverName?: string;
  /** Accept any server certificate. The connection is then open to whoever sits in between. */
  readonly insecure?: boolean;
}
