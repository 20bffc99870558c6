import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Authority, createAuthority } from './certificates.ts';
import { TestbedError } from './errors.ts';
import { EtcdGateway, endOfPrefix, fromBase64, type GatewayAccess, toBase64 } from './etcd-gateway.ts';
import { EtcdMember, type MemberContext, type MemberPlan } from './etcd-member.ts';
import { withFreshPorts } from './instance.ts';
import { runOnce } from './launch.ts';
import { freePorts } from './ports.ts';
import { type Available, need } from './provide.ts';
import { makeFolder, removeFolder } from './reaper.ts';

export interface EtcdAuth {
  /** Any name; what is not root may read and write below `prefix` only. Root gets the same password. */
  readonly user: string;
  readonly password: string;
  readonly prefix?: string;
}

export interface EtcdOptions {
  readonly members?: 1 | 3;
  readonly tls?: 'none' | 'mutual';
  readonly auth?: EtcdAuth;
  /** Kept after `stop()`; without one, the data is gone with the cluster. */
  readonly dataDir?: string;
  readonly extraArgs?: readonly string[];
}

/** What a client needs: the PEM texts, and the files they are in. */
export interface ClientTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export interface KeyValue {
  readonly key: string;
  readonly value: string;
  readonly modRevision: number;
}

export async function startEtcd(options: EtcdOptions = {}): Promise<Etcd> {
  const component = await need('etcd');
  return await withFreshPorts(() => Etcd.start(component, options));
}

export class Etcd {
  readonly members: readonly EtcdMember[];
  readonly auth: EtcdAuth | undefined;
  readonly #component: Available;
  readonly #folder: string;
  readonly #gateway: EtcdGateway;
  #authority: Authority | undefined;
  #tls: ClientTls | undefined;
  #operator: GatewayAccess['tls'];
  #authOn = false;

  private constructor(
    component: Available,
    folder: string,
    plans: readonly MemberPlan[],
    options: EtcdOptions,
  ) {
    this.#component = component;
    this.#folder = folder;
    this.auth = options.auth;
    this.#gateway = new EtcdGateway(() => ({
      ...(this.#operator && { tls: this.#operator }),
      ...(this.#authOn && this.auth && { auth: { user: 'root', password: this.auth.password } }),
    }));
    const mutual = options.tls === 'mutual';
    const context: MemberContext = {
      component,
      folder,
      mounts: options.dataDir === undefined ? [] : [resolve(options.dataDir)],
      args: (plan) => [...memberArgs(plan, plans, mutual ? folder : undefined), ...(options.extraArgs ?? [])],
      healthy: (endpoint) => this.#gateway.healthy(endpoint),
      hasQuorum: () => this.members.filter((member) => member.running).length > this.members.length / 2,
    };
    this.members = plans.map((plan) => new EtcdMember(plan, context));
  }

  static async start(component: Available, options: EtcdOptions): Promise<Etcd> {
    const count = options.members ?? 1;
    const folder = await makeFolder('etcd');
    const ports = await freePorts(2 * count);
    const scheme = options.tls === 'mutual' ? 'https' : 'http';
    const data = options.dataDir === undefined ? join(folder, 'data') : resolve(options.dataDir);
    const plans = Array.from({ length: count }, (_, index) => ({
      name: `m${index}`,
      endpoint: `${scheme}://127.0.0.1:${ports[2 * index]}`,
      peer: `http://127.0.0.1:${ports[2 * index + 1]}`,
      dataDir: join(data, `m${index}`),
    }));
    const etcd = new Etcd(component, folder, plans, options);
    try {
      await mkdir(data, { recursive: true });
      if (options.tls === 'mutual') await etcd.rotateCertificates({ newAuthority: true });
      await etcd.#launchAll();
      if (options.auth) await etcd.#enableAuth(options.auth);
      return etcd;
    } catch (error) {
      await etcd.stop();
      throw error;
    }
  }

  get endpoints(): string[] {
    return this.members.map(({ endpoint }) => endpoint);
  }

  /** The client's certificate as it is now; see `rotateCertificates`. */
  get tls(): ClientTls | undefined {
    return this.#tls;
  }

  get revision(): Promise<number> {
    return this.#call('/v3/kv/range', { key: toBase64('\0'), count_only: true }).then(revisionOf);
  }

  async put(key: string, value: string): Promise<number> {
    return revisionOf(await this.#call('/v3/kv/put', { key: toBase64(key), value: toBase64(value) }));
  }

  async delete(key: string): Promise<number> {
    return revisionOf(await this.#call('/v3/kv/deleterange', { key: toBase64(key) }));
  }

  async deletePrefix(prefix: string): Promise<number> {
    const range = { key: toBase64(prefix || '\0'), range_end: endOfPrefix(prefix) };
    return revisionOf(await this.#call('/v3/kv/deleterange', range));
  }

  /** Everything below a prefix, in the order of the keys: now, or at a revision that is not compacted yet. */
  async list(prefix: string, { revision = 0 } = {}): Promise<KeyValue[]> {
    const range = { key: toBase64(prefix || '\0'), range_end: endOfPrefix(prefix), revision };
    const { kvs = [] } = (await this.#call('/v3/kv/range', range)) as { kvs?: RawKeyValue[] };
    return kvs.map((kv) => ({
      key: fromBase64(kv.key),
      value: fromBase64(kv.value),
      modRevision: Number(kv.mod_revision),
    }));
  }

  /** Forgets the history before `revision`, now by default: watchers that are further back learn of it. */
  async compact(revision?: number): Promise<void> {
    await this.#call('/v3/kv/compaction', { revision: revision ?? (await this.revision), physical: true });
  }

  /** The member that leads now; fails while there is none, so ask for it with `eventually`. */
  async leader(): Promise<EtcdMember> {
    for (const member of this.members.filter(({ running }) => running)) {
      const answer = await this.#gateway.call(member.endpoint, '/v3/maintenance/status', {});
      const { header, leader } = answer as { header: { member_id: string }; leader?: string };
      if (header.member_id === leader) return member;
    }
    throw new TestbedError(
      'SKY_TESTBED_COMMAND',
      'No running member leads.',
      'Wait until they have elected one.',
    );
  }

  /** Any etcdctl command, on the whole cluster, as root where authentication is on. */
  async etcdctl(...args: string[]): Promise<string> {
    return await this.#etcdctl(this.#liveEndpoints().join(','), args);
  }

  async snapshot(file: string): Promise<void> {
    const target = resolve(file);
    await mkdir(dirname(target), { recursive: true });
    const [endpoint = ''] = this.#liveEndpoints();
    await this.#etcdctl(endpoint, ['snapshot', 'save', target], [dirname(target)]);
  }

  /** What an administrator does after a disaster: the data and the revision are those of the backup. */
  async restoreFrom(file: string, { bumpRevision }: { bumpRevision?: number } = {}): Promise<void> {
    const source = resolve(file);
    await Promise.all(this.members.map((member) => member.kill()));
    for (const { name, peer, dataDir, forget } of this.members.map(bound)) {
      await forget();
      const bump = bumpRevision === undefined ? [] : [`--bump-revision=${bumpRevision}`, '--mark-compacted'];
      const place = [`--data-dir=${dataDir}`, ...clusterArgs(name, peer, this.members)];
      await this.#runOnce(
        'etcdutl',
        ['snapshot', 'restore', source, ...place, ...bump],
        [dirname(source), dirname(dataDir)],
      );
    }
    await this.#launchAll();
  }

  /**
   * New certificates for the members and the client, in the same files. Members take theirs up by themselves; with a
   * new authority the old client's certificate is worth nothing any more, and the members are restarted to learn it.
   */
  async rotateCertificates({ newAuthority = false } = {}): Promise<ClientTls> {
    const running = this.members.some((member) => member.running);
    if (newAuthority || this.#authority === undefined)
      this.#authority = await createAuthority('etcd test authority');
    const authority = this.#authority;
    // No common name: the testbed's own requests use it too, and etcd's gateway refuses one that could name a user.
    const server = await authority.issue({ organizations: ['etcd'], hosts: ['127.0.0.1', 'localhost'] });
    const client = await authority.issue({ name: this.auth?.user ?? 'client' });
    const file = (name: string) => join(this.#folder, name);
    await Promise.all([
      writeFile(file('ca.crt'), authority.cert),
      writeFile(file('server.crt'), server.cert),
      writeFile(file('server.key'), server.key),
      writeFile(file('client.crt'), client.cert),
      writeFile(file('client.key'), client.key),
    ]);
    const files = { caFile: file('ca.crt'), certFile: file('client.crt'), keyFile: file('client.key') };
    this.#operator = { ...server, ca: authority.cert };
    this.#tls = { ...files, ...client, ca: authority.cert };
    if (newAuthority && running) await this.restart();
    return this.#tls;
  }

  /** The authority behind `tls`, to issue certificates of one's own: expired, for another user, … */
  get authority(): Authority | undefined {
    return this.#authority;
  }

  /** All members at once, on their data. */
  async restart(): Promise<void> {
    await Promise.all(this.members.map((member) => member.kill()));
    await this.#launchAll();
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.kill()));
    await removeFolder(this.#folder);
  }

  async #launchAll(): Promise<void> {
    await Promise.all(this.members.map((member) => member.launch()));
    await Promise.all(this.members.map((member) => member.ready()));
  }

  async #enableAuth({ user, password, prefix = '' }: EtcdAuth): Promise<void> {
    await this.#call('/v3/auth/user/add', { name: 'root', password });
    await this.#call('/v3/auth/user/grant', { user: 'root', role: 'root' });
    if (user !== 'root') {
      const perm = { permType: 'READWRITE', key: toBase64(prefix || '\0'), range_end: endOfPrefix(prefix) };
      await this.#call('/v3/auth/role/add', { name: user });
      await this.#call('/v3/auth/role/grant', { name: user, perm });
      await this.#call('/v3/auth/user/add', { name: user, password });
      await this.#call('/v3/auth/user/grant', { user, role: user });
    }
    await this.#call('/v3/auth/enable', {});
    this.#authOn = true;
  }

  #liveEndpoints(): string[] {
    const live = this.members.filter((member) => member.running).map(({ endpoint }) => endpoint);
    if (live.length > 0) return live;
    throw new TestbedError('SKY_TESTBED_COMMAND', 'No member of this etcd runs.', 'Restart one first.');
  }

  async #call(path: string, body: unknown): Promise<unknown> {
    const [endpoint = ''] = this.#liveEndpoints();
    return await this.#gateway.call(endpoint, path, body);
  }

  async #etcdctl(
    endpoints: string,
    args: readonly string[],
    mounts: readonly string[] = [],
  ): Promise<string> {
    const tls = this.#tls;
    const access = tls ? [`--cacert=${tls.caFile}`, `--cert=${tls.certFile}`, `--key=${tls.keyFile}`] : [];
    if (this.#authOn && this.auth) access.push(`--user=root:${this.auth.password}`);
    return await this.#runOnce('etcdctl', [`--endpoints=${endpoints}`, ...access, ...args], mounts);
  }

  async #runOnce(binary: string, args: readonly string[], mounts: readonly string[]): Promise<string> {
    return await runOnce(this.#component, { binary, args, folder: this.#folder, mounts });
  }
}

interface RawKeyValue {
  readonly key: string;
  readonly value?: string;
  readonly mod_revision: string;
}

function revisionOf(answer: unknown): number {
  return Number((answer as { header: { revision: string } }).header.revision);
}

function bound(member: EtcdMember) {
  const { name, peer, dataDir } = member;
  return { name, peer, dataDir, forget: () => member.forget() };
}

function clusterArgs(name: string, peer: string, all: readonly { name: string; peer: string }[]): string[] {
  return [
    `--name=${name}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=${all.map((member) => `${member.name}=${member.peer}`).join(',')}`,
    '--initial-cluster-token=skywriter-testbed',
  ];
}

function memberArgs(plan: MemberPlan, all: readonly MemberPlan[], tlsFolder: string | undefined): string[] {
  const tls =
    tlsFolder === undefined
      ? []
      : [
          `--cert-file=${join(tlsFolder, 'server.crt')}`,
          `--key-file=${join(tlsFolder, 'server.key')}`,
          `--trusted-ca-file=${join(tlsFolder, 'ca.crt')}`,
          '--client-cert-auth',
        ];
  return [
    ...clusterArgs(plan.name, plan.peer, all),
    '--initial-cluster-state=new',
    `--data-dir=${plan.dataDir}`,
    `--listen-client-urls=${plan.endpoint}`,
    `--advertise-client-urls=${plan.endpoint}`,
    `--listen-peer-urls=${plan.peer}`,
    ...tls,
    '--log-level=warn',
    // A member alone needs no patience with the others to become their leader, and three on one machine little.
    ...(all.length === 1 ? ['--heartbeat-interval=20', '--election-timeout=200'] : []),
    ...(all.length === 3 ? ['--heartbeat-interval=50', '--election-timeout=500'] : []),
    // A test's data is worth no fsync, and its passwords no slow hash.
    '--unsafe-no-fsync',
    '--bcrypt-cost=4',
  ];
}
