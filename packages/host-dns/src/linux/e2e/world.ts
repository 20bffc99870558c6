import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type FlavourName, startTestHost, type TestHost } from '@skywriter/testbed';
import type { HostDns } from '../../platform/host-dns.ts';
import type { Order } from './orders.ts';

const repository = fileURLToPath(new URL('../../../../..', import.meta.url));
const INSIDE = '/opt/skywriter';

/** What answers of the cluster and of the company look like; every name below the two domains has them. */
export const CLUSTER = '172.19.1.200';
export const CORP = '10.9.9.9';

// The company's server is behind eth0, the cluster's behind k2s0, each in a network of its own; both log what
// they are asked. A wildcard, since one of a search domain has answered for the cluster before.
const network = `
ip netns add corp; ip netns add cluster
ip link add eth0 type veth peer name eth0 netns corp
ip link add k2s0 type veth peer name k2s0 netns cluster
ip -n corp addr add 10.1.1.1/24 dev eth0; ip -n corp link set eth0 up
ip -n cluster addr add 172.19.1.100/24 dev k2s0; ip -n cluster link set k2s0 up
ip addr add 172.19.1.1/24 dev k2s0; ip link set k2s0 up
for side in corp:corp.example:${CORP} cluster:cluster.local:${CLUSTER}; do
  name=\${side%%:*}; rest=\${side#*:}
  ip netns exec $name dnsmasq -C /dev/null --no-resolv --no-hosts --user=root --pid-file= \\
    --log-queries --log-facility=/run/$name.log --address=/\${rest%%:*}/\${rest#*:}
done
`;
const eth0 = 'ip addr add 10.1.1.2/24 dev eth0; ip link set eth0 up; ip route add default via 10.1.1.1';

export interface WorldOptions {
  /** A script that makes the machine what it shall be before; the links are there by then. */
  readonly setUp: string;
  /** Somebody else gives eth0 its address. */
  readonly eth0Managed?: boolean;
}

/** A machine between two networks, with our program in it. */
export class World {
  readonly host: TestHost;
  #program: Program;
  #labels = 0;

  readonly #network: string;

  private constructor(host: TestHost, network: string, program: Program) {
    this.host = host;
    this.#network = network;
    this.#program = program;
  }

  static async start(flavour: FlavourName, { setUp, eth0Managed = false }: WorldOptions): Promise<World> {
    const shown = { [repository]: INSIDE, [process.execPath]: '/opt/node' };
    const host = await startTestHost(flavour, { shown });
    try {
      const around = `${network}\n${eth0Managed ? '' : eth0}`;
      await host.sh(`${around}\n${setUp}`);
      return new World(host, around, await Program.start(host));
    } catch (error) {
      await host.stop();
      throw error;
    }
  }

  ask<T>(order: Order): Promise<T> {
    return this.#program.ask(order);
  }

  /** kill -9, and another process of ours. */
  async restartProgram(): Promise<void> {
    await this.host.run('kill', '-9', String(this.#program.pid));
    this.#program = await Program.start(this.host);
  }

  /** Another start of the system. */
  async reboot(): Promise<void> {
    await this.host.reboot();
    await this.host.sh(this.#network);
    this.#program = await Program.start(this.host);
  }

  /** Applies, and is killed (-9) after so many changes; tells whether it was, since an apply has only so many. */
  async applyAndDie(wanted: HostDns, dieAfter: number): Promise<boolean> {
    const died = await this.ask({ do: 'apply', wanted, dieAfter }).then(
      () => false,
      () => true,
    );
    if (died) this.#program = await Program.start(this.host);
    return died;
  }

  /** What a program gets for a name that nobody has asked for before, and who was asked for it. */
  async resolve(
    domain: string,
  ): Promise<{ readonly got: readonly string[]; readonly asked: readonly string[] }> {
    const name = `n${++this.#labels}.${domain}`;
    const { stdout } = await this.host.run('getent', 'ahostsv4', `${name}.`);
    const got = [...new Set(stdout.split('\n').map((line) => line.split(' ')[0] ?? ''))].filter(Boolean);
    const logs = await this.host.sh(
      'cd /run; for side in corp cluster; do sed "s/^/$side /" $side.log; done',
    );
    const asked = logs.split('\n').filter((line) => line.includes(`] ${name}`));
    return { got, asked: [...new Set(asked.map((line) => line.split(' ')[0] ?? ''))] };
  }

  /** Everything of the machine that we could have changed, to the byte. */
  async fingerprint(): Promise<string> {
    return await this.host.sh(`
      volatile="/run/systemd/dns-delegate.d /run/systemd/resolved.conf.d /run/NetworkManager/conf.d"
      find /etc -printf '%M %U %G %p %l\n' | sort
      find /etc $volatile /run/resolvconf /run/systemd/transient -type f -print0 2> /dev/null |
        sort -z | xargs -0 sha256sum
      cat /etc/resolv.conf /etc/hosts 2> /dev/null || :
      grep resolv.conf /proc/self/mountinfo || :
      lsattr /etc/resolv.conf 2> /dev/null || :
      if command -v resolvectl > /dev/null; then
        for what in dns domain default-route; do resolvectl $what | grep ^Link | sort; done
      fi
    `);
  }

  async stop(): Promise<void> {
    await this.host.stop();
  }
}

/** Our program, as a process inside. */
class Program {
  readonly pid: number;
  readonly #write: (line: string) => void;
  readonly #lines: AsyncIterator<string>;
  readonly #said: () => string;

  private constructor(
    pid: number,
    write: (line: string) => void,
    lines: AsyncIterator<string>,
    said: () => string,
  ) {
    this.pid = pid;
    this.#write = write;
    this.#lines = lines;
    this.#said = said;
  }

  static async start(host: TestHost): Promise<Program> {
    const agent = `${INSIDE}/packages/host-dns/src/linux/e2e/agent.ts`;
    const [program, args] = host.command(['/opt/node', '--conditions=@skywriter/source', agent]);
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.stdin.on('error', () => {});
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done) throw new Error(`The program did not start: ${said}`);
    const { pid } = JSON.parse(first.value) as { pid: number };
    return new Program(
      pid,
      (line) => child.stdin.write(line),
      lines,
      () => said,
    );
  }

  async ask<T>(order: Order): Promise<T> {
    this.#write(`${JSON.stringify(order)}\n`);
    const line = await this.#lines.next();
    if (line.done) throw new Error(`The program ended: ${this.#said()}`);
    return (JSON.parse(line.value) as { answer: T }).answer;
  }
}
