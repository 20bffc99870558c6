import { fileURLToPath } from 'node:url';
import {
  eventually,
  type FlavourName,
  provide,
  provideHostRoot,
  type Ran,
  startTestHost,
  type TestHost,
} from '@skywriter/testbed';

const repository = fileURLToPath(new URL('../../../../..', import.meta.url));
const PROGRAM = [
  '/opt/node',
  '--conditions=@skywriter/source',
  '/opt/skywriter/apps/controller/src/main.ts',
] as const;

/** The cluster's DNS server, and what it says of the dashboard. */
export const CLUSTER = '172.19.1.100';
export const DASHBOARD = '172.19.1.200';
/** What the company's server says of every name below its domain. */
export const CORP = '10.9.9.9';

const zone = `$ORIGIN cluster.local.
@ 30 IN SOA ns hostmaster 1 7200 900 1209600 5
@ 30 IN NS ns
ns 30 IN A ${CLUSTER}
k2s 30 IN A ${DASHBOARD}
`;
const corefile = `cluster.local { bind ${CLUSTER}\n file /run/cluster.zone\n log\n }\n`;
// The wildcard of a search domain has answered for the cluster before.
const network = `
ip netns add corp; ip netns add cluster
ip link add eth0 type veth peer name eth0 netns corp
ip link add k2s0 type veth peer name k2s0 netns cluster
ip -n corp addr add 10.1.1.1/24 dev eth0; ip -n corp link set eth0 up; ip -n corp link set lo up
ip -n cluster addr add ${CLUSTER}/24 dev k2s0; ip -n cluster link set k2s0 up; ip -n cluster link set lo up
ip addr add 172.19.1.1/24 dev k2s0; ip link set k2s0 up
ip addr add 10.1.1.2/24 dev eth0; ip link set eth0 up; ip route add default via 10.1.1.1
ip netns exec corp dnsmasq -C /dev/null --no-resolv --no-hosts --user=root --pid-file= \\
  --log-queries --log-facility=/run/corp.log --address=/corp.example/${CORP}
printf '%s' '${zone}' > /run/cluster.zone
printf '%s' '${corefile}' > /run/Corefile
`;
/** What a network manager tells systemd-resolved of the company's network. */
const resolved = `
resolvectl dns eth0 10.1.1.1; resolvectl domain eth0 corp.example
until resolvectl default-route eth0 | grep -q yes; do sleep 0.05; done
`;
/** A machine whose programs ask the company's server themselves. */
const plain = "printf 'search corp.example\\nnameserver 10.1.1.1' > /etc/resolv.conf";
const startCluster = `
setsid ip netns exec cluster /opt/coredns -conf /run/Corefile > /run/cluster.log 2>&1 < /dev/null &
echo $! > /run/cluster.pid
`;

/** Why this machine cannot be had here; undefined where it can. */
export async function missing(flavour: FlavourName): Promise<string | undefined> {
  const root = await provideHostRoot(flavour);
  if ('reason' in root) return root.reason;
  const coredns = await provide('coredns', { ways: ['path', 'build'] });
  return coredns.available ? undefined : `no CoreDNS: ${coredns.reason}`;
}

/** Where AdGuard's dnsproxy is on those machines, if it is built here. */
export const DNSPROXY = '/opt/dnsproxy';

/** Its path here. A first build takes minutes, so it is only used where somebody has wanted it before. */
export async function dnsproxy(): Promise<string | undefined> {
  const found = await provide('dnsproxy', { ways: ['path', 'build'], mayBuild: false });
  return found.available ? found.paths.dnsproxy : undefined;
}

/** A developer's machine beside a company's network and a cluster, with the program on it. */
export class DeveloperMachine {
  readonly host: TestHost;

  private constructor(host: TestHost) {
    this.host = host;
  }

  static async start(flavour: FlavourName): Promise<DeveloperMachine> {
    const coredns = await provide('coredns', { ways: ['path', 'build'] });
    const binary = coredns.available ? coredns.paths.coredns : undefined;
    if (binary === undefined) throw new Error('There is no CoreDNS: ask missing() first.');
    const adGuard = await dnsproxy();
    const shown = {
      [repository]: '/opt/skywriter',
      [process.execPath]: '/opt/node',
      [binary]: '/opt/coredns',
      ...(adGuard === undefined ? {} : { [adGuard]: DNSPROXY }),
    };
    const host = await startTestHost(flavour, { shown });
    const machine = new DeveloperMachine(host);
    try {
      await host.sh(`${network}\n${flavour.startsWith('resolved') ? resolved : plain}`);
      await machine.startCluster();
      return machine;
    } catch (error) {
      await host.stop();
      throw error;
    }
  }

  /** Runs `skywriter host …` to its end. */
  skywriter(...words: readonly string[]): Promise<Ran> {
    return this.host.run(...PROGRAM, 'host', ...words);
  }

  /** The same, by a user without rights. */
  skywriterOfUser(...words: readonly string[]): Promise<Ran> {
    const user = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    return this.host.run(...user, ...PROGRAM, 'host', ...words);
  }

  /** The same, killed when its journal was seen to have changed so many times; false where it ended before. */
  async killed(changes: number, ...words: readonly string[]): Promise<boolean> {
    const program = [...PROGRAM, 'host', ...words].map((word) => `'${word}'`).join(' ');
    const { code } = await this.host.run(
      'bash',
      '-c',
      `journal() { stat -c %i /var/lib/skywriter/host-dns/journal.json 2> /dev/null; }
      last=$(journal); left=${changes}
      ${program} & pid=$!
      while [ $left -gt 0 ] && kill -0 $pid 2> /dev/null; do
        now=$(journal)
        [ "$now" = "$last" ] || left=$((left - 1))
        last=$now
      done
      kill -9 $pid 2> /dev/null
      wait $pid`,
    );
    return code === 137;
  }

  /** Begins to run it, and leaves it running. */
  async begin(...words: readonly string[]): Promise<void> {
    const program = [...PROGRAM, 'host', ...words].map((word) => `'${word}'`).join(' ');
    await this.host.sh(`${program} > /run/begun.log 2>&1 < /dev/null & echo $! > /run/begun.pid`);
  }

  /** What was begun, with all that it said; waits until it said this. */
  async hears(pattern: RegExp): Promise<string> {
    return await eventually(
      async () => {
        const said = await this.host.sh('cat /run/begun.log');
        if (pattern.test(said)) return said;
        throw new Error(`so far it said: ${said}`);
      },
      { within: 40_000, what: String(pattern) },
    );
  }

  /** Ends what was begun, and waits for its end. */
  async end(signal: 'TERM' | 'KILL'): Promise<void> {
    await this.host.sh(`pid=$(cat /run/begun.pid); kill -${signal} $pid
      while [ -e /proc/$pid ]; do sleep 0.05; done`);
  }

  async startCluster(): Promise<void> {
    await this.host.sh(`${startCluster}
      until grep -q CoreDNS- /run/cluster.log; do sleep 0.05; done`);
  }

  /** As at a crash: no one is there any more. */
  async stopCluster(): Promise<void> {
    await this.host.sh('kill -9 "$(cat /run/cluster.pid)"');
  }

  /** What programs get for a name. */
  async resolve(name: string): Promise<readonly string[]> {
    const { stdout } = await this.host.run('getent', 'ahostsv4', name);
    return [...new Set(stdout.split('\n').map((line) => line.split(' ')[0] ?? ''))].filter(Boolean);
  }

  /** Everything of the machine that could have been changed, to the byte. */
  async fingerprint(): Promise<string> {
    return await this.host.sh(`
      volatile="/run/systemd/dns-delegate.d /run/systemd/resolved.conf.d /run/NetworkManager/conf.d"
      find /etc -printf '%M %U %G %p %l\\n' | sort
      find /etc $volatile /run/resolvconf /run/systemd/transient -type f -print0 2> /dev/null |
        sort -z | xargs -0 sha256sum
      if command -v resolvectl > /dev/null; then
        for what in dns domain default-route; do resolvectl $what | grep ^Link | sort; done
      fi
    `);
  }
}
