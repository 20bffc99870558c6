import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Authority, createAuthority } from './certificates.ts';
import { TestbedError } from './errors.ts';
import { type ClientTls, type Etcd, startEtcd } from './etcd.ts';
import { type RequestOptions, request } from './http.ts';
import { type Instance, killInstance, stopInstance, untilReady, withFreshPorts } from './instance.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import { launch } from './launch.ts';
import { freePort } from './ports.ts';
import { type Available, need } from './provide.ts';
import { makeFolder, removeFolder } from './reaper.ts';

export interface KubeUser {
  readonly name: string;
  readonly groups?: readonly string[];
}

/** Somebody the API server knows: may do what RBAC grants to the name and the groups, at first nothing. */
export interface KubeIdentity {
  readonly name: string;
  /** Path of a kubeconfig file. */
  readonly kubeconfig: string;
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
  fetch(path: string, options?: RequestOptions): Promise<Response>;
}

export interface KubeApiserverOptions {
  /** Its own one by default, which it stops with itself. Authentication must be off, TLS may be on. */
  readonly etcd?: { readonly endpoints: readonly string[]; readonly tls?: ClientTls | undefined };
  /** Who gets a bearer token; `addUser` adds others, who get a certificate, while it runs. */
  readonly users?: readonly KubeUser[];
  /** The control plane's address in the EndpointSlice `default/kubernetes`; '192.0.2.1' by default. */
  readonly advertiseAddress?: string;
  readonly extraArgs?: readonly string[];
}

export async function startKubeApiserver(options: KubeApiserverOptions = {}): Promise<KubeApiserver> {
  const component = await need('kube-apiserver');
  const own = options.etcd === undefined ? await startEtcd() : undefined;
  try {
    return await withFreshPorts(() => KubeApiserver.start(component, options, own));
  } catch (error) {
    await own?.stop();
    throw error;
  }
}

export class KubeApiserver {
  readonly url: string;
  /** PEM of the authority behind its certificate and its users' ones. */
  readonly ca: string;
  /** In `system:masters`: may do everything. */
  readonly admin: KubeIdentity & { readonly token: string };
  /** The etcd that it was not given but started itself. */
  readonly ownEtcd: Etcd | undefined;
  readonly #users = new Map<string, KubeIdentity>();
  readonly #setting: Setting;
  #instance: Instance | undefined;

  private constructor(setting: Setting, ownEtcd: Etcd | undefined) {
    this.#setting = setting;
    this.ownEtcd = ownEtcd;
    this.url = setting.url;
    this.ca = setting.authority.cert;
    const token = randomUUID();
    this.admin = { ...this.#identity('admin', { token }), token };
  }

  static async start(
    component: Available,
    { etcd, users = [], advertiseAddress = '192.0.2.1', extraArgs = [] }: KubeApiserverOptions,
    own: Etcd | undefined,
  ): Promise<KubeApiserver> {
    const storage = etcd ?? own;
    if (storage === undefined) throw new Error('a kube-apiserver needs an etcd');
    const folder = await makeFolder('kube-apiserver');
    const port = await freePort();
    const authority = await createAuthority('Kubernetes test authority');
    const url = `https://127.0.0.1:${port}`;
    const args = [...serverArgs(folder, port, advertiseAddress), ...etcdArgs(storage), ...extraArgs];
    const server = new KubeApiserver({ component, folder, authority, url, args }, own);
    try {
      await server.#writeFiles(users);
      await server.#launch();
      return server;
    } catch (error) {
      await server.kill();
      await removeFolder(folder);
      throw error;
    }
  }

  get token(): string {
    return this.admin.token;
  }

  /** Path of the admin's kubeconfig. */
  get kubeconfig(): string {
    return this.admin.kubeconfig;
  }

  /** The last lines it wrote. */
  get output(): string {
    return this.#instance?.output.last() ?? '';
  }

  async adminFetch(path: string, options?: RequestOptions): Promise<Response> {
    return await this.admin.fetch(path, options);
  }

  /** One of `users`, or of those added since. */
  user(name: string): KubeIdentity {
    const found = this.#users.get(name);
    if (found) return found;
    throw new TestbedError(
      'SKY_TESTBED_COMMAND',
      `${name} is no user of this API server.`,
      'Use addUser() first.',
    );
  }

  async addUser({ name, groups = [] }: KubeUser): Promise<KubeIdentity> {
    const certificate = await this.#setting.authority.issue({ name, organizations: groups });
    return await this.#remember(this.#identity(name, certificate));
  }

  /** The bearer token of a ServiceAccount, which is made if there is none. */
  async serviceAccountToken(namespace: string, name: string): Promise<string> {
    const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
    const made = await this.adminFetch(accounts, { body: { metadata: { name } } });
    if (!made.ok && made.status !== 409) throw await refused(`${accounts}/${name}`, made);
    const path = `${accounts}/${name}/token`;
    const answer = await this.adminFetch(path, { body: { spec: { expirationSeconds: 3600 } } });
    if (!answer.ok) throw await refused(path, answer);
    return ((await answer.json()) as { status: { token: string } }).status.token;
  }

  async kill(): Promise<void> {
    if (this.#instance) await killInstance(this.#instance);
  }

  async freeze(): Promise<void> {
    await this.#instance?.signal('SIGSTOP');
  }

  async thaw(): Promise<void> {
    await this.#instance?.signal('SIGCONT');
  }

  /** On the same port and data; gracefully where `graceMs` lets it (watches are then closed properly). */
  async restart({ graceMs = 0 } = {}): Promise<void> {
    if (this.#instance && graceMs > 0) await stopInstance(this.#instance, graceMs);
    await this.kill();
    await this.#launch();
  }

  async stop(): Promise<void> {
    await this.kill();
    await this.ownEtcd?.stop();
    await removeFolder(this.#setting.folder);
  }

  #identity(name: string, credentials: { token?: string; cert?: string; key?: string }): KubeIdentity {
    const { token, cert, key } = credentials;
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const pair = { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
    return {
      name,
      kubeconfig: join(this.#setting.folder, `${encodeURIComponent(name)}.kubeconfig`),
      ...credentials,
      fetch: async (path, options = {}) =>
        await request(`${this.url}${path}`, {
          ca: this.ca,
          ...pair,
          ...options,
          headers: { ...authorization, ...options.headers },
        }),
    };
  }

  async #remember(identity: KubeIdentity): Promise<KubeIdentity> {
    const { name, token, cert, key, kubeconfig } = identity;
    const optional = { ...(token !== undefined && { token }), ...(cert && { cert }), ...(key && { key }) };
    await writeFile(kubeconfig, kubeconfigOf({ url: this.url, ca: this.ca, user: name, ...optional }));
    this.#users.set(name, identity);
    return identity;
  }

  async #writeFiles(users: readonly KubeUser[]): Promise<void> {
    const { folder, authority } = this.#setting;
    const rows = [[this.admin.token, 'admin', 'admin', 'system:masters']];
    await this.#remember(this.admin);
    for (const { name, groups = [] } of users) {
      const token = randomUUID();
      rows.push([token, name, name, groups.join(',')]);
      await this.#remember(this.#identity(name, { token }));
    }
    const serving = await authority.issue({
      name: 'kube-apiserver',
      hosts: [
        '127.0.0.1',
        'localhost',
        'kubernetes',
        'kubernetes.default',
        'kubernetes.default.svc',
        '10.96.0.1',
      ],
    });
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const files = {
      'ca.crt': authority.cert,
      'server.crt': serving.cert,
      'server.key': serving.key,
      'sa.key': privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
      'tokens.csv': rows.map((cells) => `${cells.map((cell) => `"${cell}"`).join(',')}\n`).join(''),
    };
    const all = Object.entries(files);
    await Promise.all(all.map(([name, text]) => writeFile(join(folder, name), text, { mode: 0o600 })));
  }

  async #launch(): Promise<void> {
    const { component, folder, args } = this.#setting;
    this.#instance = await launch(component, { binary: 'kube-apiserver', args, folder });
    await untilReady(this.#instance, () => this.#isReady(), 60_000);
  }

  async #isReady(): Promise<boolean> {
    // Two things that it makes by itself, but only after it has called itself ready.
    for (const path of [
      '/readyz',
      '/api/v1/namespaces/default',
      '/api/v1/namespaces/default/services/kubernetes',
    ]) {
      const answer = await this.adminFetch(path, { timeoutMs: 2_000 });
      await answer.body?.cancel();
      if (!answer.ok) return false;
    }
    return true;
  }
}

interface Setting {
  readonly component: Available;
  readonly folder: string;
  readonly authority: Authority;
  readonly url: string;
  readonly args: readonly string[];
}

async function refused(path: string, answer: Response): Promise<TestbedError> {
  const problem = `kube-apiserver refused ${path} with ${answer.status}: ${(await answer.text()).trim()}`;
  return new TestbedError('SKY_TESTBED_HTTP', problem, 'Check what it was asked.');
}

function etcdArgs({ endpoints, tls }: NonNullable<KubeApiserverOptions['etcd']>): string[] {
  const servers = `--etcd-servers=${endpoints.join(',')}`;
  if (tls === undefined) return [servers];
  const { caFile, certFile, keyFile } = tls;
  return [servers, `--etcd-cafile=${caFile}`, `--etcd-certfile=${certFile}`, `--etcd-keyfile=${keyFile}`];
}

function serverArgs(folder: string, port: number, advertiseAddress: string): string[] {
  return [
    '--bind-address=127.0.0.1',
    // What it puts into the EndpointSlice default/kubernetes; a loopback address would be refused, and without one
    // it takes any of this machine.
    `--advertise-address=${advertiseAddress}`,
    '--external-hostname=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${folder}`,
    `--tls-cert-file=${join(folder, 'server.crt')}`,
    `--tls-private-key-file=${join(folder, 'server.key')}`,
    `--client-ca-file=${join(folder, 'ca.crt')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    `--service-account-key-file=${join(folder, 'sa.key')}`,
    `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--authorization-mode=RBAC',
    // It waits for a controller that makes a ServiceAccount per namespace, and no controllers run here.
    '--disable-admission-plugins=ServiceAccount',
  ];
}
