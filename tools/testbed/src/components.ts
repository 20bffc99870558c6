import { fileURLToPath } from 'node:url';

export interface Binary {
  readonly name: string;
  /** What `go build` is given, inside the component's Go module. */
  readonly goPackage: string;
  readonly pathInImage: string;
}

export interface Component {
  readonly name: string;
  /** The version that the image and the Go module are pinned to. */
  readonly version: string;
  /** The oldest version that is taken from PATH. */
  readonly minimum: string;
  readonly image: string;
  /** The first one is the server and is asked for its version; a component on PATH needs them all. */
  readonly binaries: readonly [Binary, ...Binary[]];
  readonly versionArgs: readonly string[];
  readonly goModule: string;
  readonly ldflags?: string;
  /** Seconds that a first build took on two cores, so that nobody gives up waiting. */
  readonly firstBuild: number;
  /** Only for who names it: `npm test` does not wait for it, and `all` does not mean it. */
  readonly onDemand?: true;
}

const goModule = (folder: string): string => fileURLToPath(new URL(`../go/${folder}`, import.meta.url));

// kube-apiserver derives from its version which APIs it serves; built without, it calls itself v0.0.0.
const kubernetesVersion = (major: number, minor: number, patch: number): string => {
  const at = 'k8s.io/component-base/version';
  return `-X ${at}.gitVersion=v${major}.${minor}.${patch} -X ${at}.gitMajor=${major} -X ${at}.gitMinor=${minor}`;
};

/** Adding a component is one row here and one folder in go/. */
export const components = {
  etcd: {
    name: 'etcd',
    version: '3.6.14',
    // Older ones have no etcdutl, and kube-apiserver wants the progress notifications of 3.5.13.
    minimum: '3.5.13',
    image: 'gcr.io/etcd-development/etcd:v3.6.14',
    binaries: [
      { name: 'etcd', goPackage: 'go.etcd.io/etcd/server/v3', pathInImage: '/usr/local/bin/etcd' },
      { name: 'etcdctl', goPackage: 'go.etcd.io/etcd/etcdctl/v3', pathInImage: '/usr/local/bin/etcdctl' },
      { name: 'etcdutl', goPackage: 'go.etcd.io/etcd/etcdutl/v3', pathInImage: '/usr/local/bin/etcdutl' },
    ],
    versionArgs: ['--version'],
    goModule: goModule('etcd'),
    firstBuild: 60,
  },
  coredns: {
    name: 'coredns',
    version: '1.15.0',
    minimum: '1.14.0',
    image: 'coredns/coredns:1.15.0',
    binaries: [{ name: 'coredns', goPackage: 'github.com/coredns/coredns', pathInImage: '/coredns' }],
    versionArgs: ['-version'],
    goModule: goModule('coredns'),
    firstBuild: 130,
  },
  'kube-apiserver': {
    name: 'kube-apiserver',
    version: '1.36.3',
    minimum: '1.33.0',
    image: 'registry.k8s.io/kube-apiserver:v1.36.3',
    binaries: [
      {
        name: 'kube-apiserver',
        goPackage: 'k8s.io/kubernetes/cmd/kube-apiserver',
        pathInImage: '/usr/local/bin/kube-apiserver',
      },
    ],
    versionArgs: ['--version'],
    goModule: goModule('kube-apiserver'),
    ldflags: kubernetesVersion(1, 36, 3),
    firstBuild: 165,
  },
  'external-dns': {
    name: 'external-dns',
    version: '0.22.0',
    // It is what Skywriter is compared with: another version is another peer.
    minimum: '0.22.0',
    image: 'registry.k8s.io/external-dns/external-dns:v0.22.0',
    binaries: [
      { name: 'external-dns', goPackage: 'sigs.k8s.io/external-dns', pathInImage: '/ko-app/external-dns' },
    ],
    versionArgs: ['--version'],
    goModule: goModule('external-dns'),
    ldflags: '-X sigs.k8s.io/external-dns/pkg/apis/externaldns.Version=v0.22.0',
    firstBuild: 200,
    onDemand: true,
  },
  dnsproxy: {
    name: 'dnsproxy',
    version: '0.84.1',
    // Debian's package of that name is another program, whose versions are older than this.
    minimum: '0.84.1',
    image: 'adguard/dnsproxy:v0.84.1',
    binaries: [
      {
        name: 'dnsproxy',
        goPackage: 'github.com/AdguardTeam/dnsproxy',
        pathInImage: '/opt/dnsproxy/dnsproxy',
      },
    ],
    versionArgs: ['--version'],
    goModule: goModule('dnsproxy'),
    ldflags: '-X github.com/AdguardTeam/golibs/version.version=v0.84.1',
    firstBuild: 30,
    onDemand: true,
  },
} as const satisfies Record<string, Component>;

export type ComponentName = keyof typeof components;

export const componentNames = Object.keys(components) as ComponentName[];

/** The ones that `npm test` wants. */
export const usualNames = componentNames.filter((name) => !isOnDemand(components[name]));

export function isComponentName(name: string): name is ComponentName {
  return Object.hasOwn(components, name);
}

function isOnDemand({ onDemand }: Component): boolean {
  return onDemand === true;
}
