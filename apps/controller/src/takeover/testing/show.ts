import { eventually } from '@skywriter/testbed';
import type { Cluster } from '../../e2e/kubernetes-objects.ts';
import type { Judge } from './judge.ts';
import { type Layout, rightAnswers } from './names.ts';
import type { Prober } from './prober.ts';

/** One object that publishes one name. */
export interface Act {
  readonly object: string;
  readonly kind?: 'Ingress' | 'Service';
  readonly host: string;
  readonly targets: readonly string[];
}

const HOSTNAME = 'external-dns.kubernetes.io/hostname';

/** Changes objects, and tells the judge beforehand what is right then. */
export class Show {
  readonly judge: Judge;
  readonly #cluster: Cluster;
  readonly #names = new Map<string, readonly string[]>();
  #layout: Layout;

  constructor(cluster: Cluster, judge: Judge, layout: Layout) {
    this.#cluster = cluster;
    this.judge = judge;
    this.#layout = layout;
  }

  /** A name that nobody of ours publishes, and what is right for it in all acts. */
  constant(host: string, targets: readonly string[]): void {
    this.#names.set(host, targets);
    this.#announce();
  }

  async create(act: Act): Promise<void> {
    const { object, kind = 'Ingress', host, targets } = act;
    // Asked for before it is there, too.
    if (!this.#names.has(host)) this.constant(host, []);
    this.#appearing(host);
    this.constant(host, targets);
    if (kind === 'Ingress') await this.#cluster.createIngress(object, host);
    else {
      await this.#cluster.createService(object, {
        annotations: { [HOSTNAME]: host },
        spec: { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ports: [{ port: 80 }] },
      });
    }
    await this.#setTargets(act);
  }

  async retarget(act: Act): Promise<void> {
    this.constant(act.host, act.targets);
    await this.#setTargets(act);
  }

  async remove({ object, kind = 'Ingress', host }: Act): Promise<void> {
    this.constant(host, []);
    if (kind === 'Ingress') await this.#cluster.deleteIngress(object);
    else await this.#cluster.deleteService(object);
  }

  /** Another program writes, or the same otherwise. */
  set layout(layout: Layout) {
    this.#layout = layout;
    this.#announce();
  }

  /**
   * ExternalDNS takes a record away before it writes the next: while it follows changes, the names that it
   * changes are its own affair, and nobody judges them. All others are judged as ever.
   */
  async whileExternalDnsChanges(acts: readonly Act[], change: () => Promise<void>): Promise<void> {
    const hosts = new Set(acts.map(({ host }) => host));
    const questions = this.judge.questions.filter((question) => hosts.has(question.split(' ')[0] ?? ''));
    for (const question of questions) this.judge.excuse(question);
    await change();
    const right = rightAnswers(this.#names, this.#layout);
    for (const question of questions) this.judge.resume(question, right.get(question) ?? 'NXDOMAIN');
  }

  /** Every question has been asked some times more, and answered with what is right now. */
  async seen(prober: Prober): Promise<void> {
    await eventually(
      () => {
        const waiting = this.judge.changing;
        if (waiting.length === 0) return;
        const wrong = this.judge.wrong.filter(({ question }) => waiting.includes(question));
        throw new Error(`unseen: ${waiting}; wrong so far: ${JSON.stringify(wrong.slice(-3))}`);
      },
      { within: 60_000, what: 'the newest answers' },
    );
    const { rounds } = prober;
    await eventually(() => prober.rounds > rounds + 5, { within: 60_000, what: 'five more rounds' });
  }

  async #setTargets({ object, kind = 'Ingress', targets }: Act): Promise<void> {
    if (kind === 'Ingress') await this.#cluster.setIngressAddresses(object, targets);
    else await this.#cluster.setServiceAddresses(object, targets);
  }

  /**
   * CoreDNS reads below a name's key first, and the key itself only where nothing is below. Where the name comes
   * in between it finds the key alone, which says that the name is there and has no such record: so says CoreDNS.
   */
  #appearing(host: string): void {
    if (this.#layout !== 'canonical') return;
    for (const [question, reply] of rightAnswers(this.#names, this.#layout)) {
      if (question.startsWith(`${host} `) && reply === 'NXDOMAIN') this.judge.expect(question, 'NOERROR');
    }
  }

  #announce(): void {
    for (const [question, reply] of rightAnswers(this.#names, this.#layout))
      this.judge.expect(question, reply);
  }
}
