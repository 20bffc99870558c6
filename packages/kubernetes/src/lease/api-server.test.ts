import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  eventually,
  type FaultProxy,
  guard,
  type KubeApiserver,
  kubeconfigOf,
  makeFolder,
  provide,
  startFaultProxy,
  startKubeApiserver,
} from '@skywriter/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { leases } from './lease.ts';

const component = await provide('kube-apiserver');
const RBAC = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/default/leases/writer';

/** A candidate in a process of its own, with a connection of its own. */
class Candidate {
  readonly name: string;
  readonly proxy: FaultProxy;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  /** Times at which it led, by the clock of this machine. */
  readonly work: number[] = [];
  #rest = '';

  constructor(name: string, kubeconfig: string, proxy: FaultProxy) {
    this.name = name;
    this.proxy = proxy;
    const program = fileURLToPath(new URL('fixtures/candidate.ts', import.meta.url));
    const args = ['--conditions=@skywriter/source', program, kubeconfig, name];
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    guard(this.#child);
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk.toString()));
  }

  leadsSince(time: number): boolean {
    return (this.work.at(-1) ?? 0) > time;
  }

  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
    this.#child.kill(name);
  }

  /** Lets it give the Lease back and end. */
  async leave(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'close');
    this.signal('SIGCONT');
    this.#child.stdin.end();
    await ended;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'close');
      this.signal('SIGKILL');
      await ended;
    }
    await this.proxy.stop();
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('work ')) this.work.push(Number(line.slice(5)));
  }
}

describe.skipIf(!component.available)('three candidates on a real API server', () => {
  let server: KubeApiserver;
  let token: string;
  let candidates: Candidate[] = [];
  beforeAll(async () => {
    server = await startKubeApiserver();
    token = await server.serviceAccountToken('default', 'writer');
    const subjects = [{ kind: 'ServiceAccount', name: 'writer', namespace: 'default' }];
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'writer' };
    // The documented rights and no others.
    const rules = [
      { apiGroups: [leases.group], resources: [leases.plural], verbs: ['get', 'create', 'update'] },
    ];
    await server.adminFetch(`${RBAC}/roles`, { body: { metadata: { name: 'writer' }, rules } });
    const bound = await server.adminFetch(`${RBAC}/rolebindings`, {
      body: { metadata: { name: 'writer' }, subjects, roleRef },
    });
    expect(bound.status).toBe(201);
  });
  afterAll(() => server?.stop());
  afterEach(async () => {
    await Promise.all(candidates.map((candidate) => candidate.stop()));
    await server.adminFetch(LEASE, { method: 'DELETE' });
  });

  async function start(): Promise<Candidate> {
    const name = `c${candidates.length}`;
    const proxy = await startFaultProxy({ target: server.url });
    const kubeconfig = join(await makeFolder('lease'), 'kubeconfig');
    const url = `https://127.0.0.1:${proxy.port}`;
    await writeFile(kubeconfig, kubeconfigOf({ url, ca: server.ca, user: name, token }));
    const candidate = new Candidate(name, kubeconfig, proxy);
    candidates.push(candidate);
    return candidate;
  }

  /** Whoever leads now, other than some. */
  const leader = (...but: readonly Candidate[]) => {
    const since = Date.now();
    return eventually(
      () => {
        const found = candidates.find((one) => !but.includes(one) && one.leadsSince(since));
        if (found === undefined) throw new Error('nobody leads');
        return found;
      },
      { within: 40_000 },
    );
  };

  /** Times without a longer pause in which one candidate led; a frozen one has pauses. */
  function termsOf({ name, work }: Candidate): { name: string; from: number; to: number }[] {
    const terms: { name: string; from: number; to: number }[] = [];
    for (const time of work) {
      const last = terms.at(-1);
      if (last !== undefined && time - last.to < 100) last.to = time;
      else terms.push({ name, from: time, to: time });
    }
    return terms;
  }

  /** The leaders, one after another. */
  function expectOneAtATime(): string[] {
    const terms = candidates.flatMap(termsOf).sort((a, b) => a.from - b.from);
    const leaders: string[] = [];
    for (const [index, { name, from }] of terms.entries()) {
      for (const before of terms.slice(0, index))
        if (before.name !== name) expect(before.to).toBeLessThan(from);
      if (leaders.at(-1) !== name) leaders.push(name);
    }
    return leaders;
  }

  it.each<[what: string, harm: (leader: Candidate) => unknown, heal?: (leader: Candidate) => unknown]>([
    ['is killed', (one) => one.signal('SIGKILL')],
    ['leaves', (one) => one.leave()],
    ['is frozen, and thaws', (one) => one.signal('SIGSTOP'), (one) => one.signal('SIGCONT')],
    ['is cut off unnoticed, and comes back', (one) => one.proxy.blackhole(), (one) => one.proxy.heal()],
    ['loses its connections, and gets them back', (one) => one.proxy.sever(), (one) => one.proxy.heal()],
  ])('have one leader at a time, when the leader %s', async (_what, harm, heal) => {
    candidates = [];
    for (let count = 0; count < 3; count += 1) await start();
    const first = await leader();
    await harm(first);
    const second = await leader(first);
    await heal?.(first);
    // The first one is no reason for another change; only a machine under heavy load may be.
    await leader();
    await second.leave();
    const third = await leader(second);
    await third.leave();
    expect(expectOneAtATime().slice(0, 2)).toEqual([first.name, second.name]);
  });
});
