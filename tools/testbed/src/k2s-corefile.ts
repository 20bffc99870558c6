export interface K2sCorefileOptions {
  readonly port: number;
  /** 'cluster.local' by default, as in K2s. */
  readonly zone?: string;
  readonly endpoints: readonly string[];
  readonly tls?: { readonly certFile: string; readonly keyFile: string; readonly caFile: string };
  readonly credentials?: { readonly user: string; readonly password: string };
  /** '/skydns' by default. */
  readonly path?: string;
  /** With a kube-apiserver: the real `kubernetes` plugin, on its Services. */
  readonly kubeconfig?: string;
  /** Without one: what the cluster's own Services answer, `{ 'kubernetes.default.svc.cluster.local': '10.96.0.1' }`. */
  readonly services?: Readonly<Record<string, string>>;
  /** K2s caches 30 s; a test that changes records wants to see them at once, so there is no cache by default. */
  readonly cacheSeconds?: number;
  /** Further zones that etcd is asked for, e.g. 'in-addr.arpa'. */
  readonly zones?: readonly string[];
  /** Corefile lines to put into the server block. */
  readonly extra?: readonly string[];
}

/**
 * K2s's Corefile: cluster names first, and what they do not know falls through to etcd, in the same zone.
 *
 * The `kubernetes` plugin stands in front only where there is a kube-apiserver to ask (it needs no kubelet: it reads
 * Services and EndpointSlices). Else `hosts` takes its place, since it shares the one trait that matters to what is
 * behind: a name it knows is its own, for all types, and a name it does not know falls through. `template` would
 * need a regular expression that says which names are whose, which is just what is not known beforehand. In both
 * cases the order is CoreDNS's own (plugin.cfg), not that of the lines. There is no `forward`: tests ask nobody else.
 */
export function k2sCorefile(options: K2sCorefileOptions): string {
  const { port, zone = 'cluster.local', endpoints, path = '/skydns', zones = [], extra = [] } = options;
  const { tls, credentials, cacheSeconds } = options;
  return block(`.:${port}`, [
    'bind 127.0.0.1',
    'errors',
    ...clusterNames(zone, options),
    ...block(`etcd ${[zone, ...zones].join(' ')}`, [
      `path ${path}`,
      `endpoint ${endpoints.join(' ')}`,
      ...(tls ? [`tls ${tls.certFile} ${tls.keyFile} ${tls.caFile}`] : []),
      ...(credentials ? [`credentials ${credentials.user} ${credentials.password}`] : []),
    ]),
    ...(cacheSeconds === undefined ? [] : [`cache ${cacheSeconds}`]),
    ...extra,
  ])
    .join('\n')
    .concat('\n');
}

function clusterNames(zone: string, { kubeconfig, services = {} }: K2sCorefileOptions): string[] {
  if (kubeconfig === undefined) {
    const lines = Object.entries(services).map(([name, address]) => `${address} ${name}`);
    return block(`hosts ${zone}`, [...lines, 'ttl 30', 'no_reverse', 'fallthrough']);
  }
  return block(`kubernetes ${zone} in-addr.arpa ip6.arpa`, [
    `kubeconfig ${kubeconfig}`,
    'pods insecure',
    'fallthrough',
    'ttl 30',
  ]);
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...lines.map((line) => `    ${line}`), '}'];
}
