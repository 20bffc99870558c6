import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Etcd,
  type EtcdMember,
  eventually,
  type KubeApiserver,
  makeFolder,
  startEtcd,
} from '@skywriter/testbed';
import type { SharedFault } from './steps.ts';

/** Told of backups, because what others have in etcd goes back with it. */
export interface Witness {
  snapshot(): void;
  restored(): void;
}

/** The servers of a round, and what befalls them. */
export class Servers {
  readonly api: KubeApiserver;
  readonly etcd: Etcd;
  readonly #folder: string;
  #backup: string | undefined;
  #heal: (() => Promise<void>) | undefined;
  #etcdUp = true;
  #apiUp = true;

  private constructor(api: KubeApiserver, etcd: Etcd, folder: string) {
    this.api = api;
    this.etcd = etcd;
    this.#folder = folder;
  }

  static async start(api: KubeApiserver, members: 1 | 3): Promise<Servers> {
    return new Servers(api, await startEtcd({ members }), await makeFolder('faults'));
  }

  /** Whether somebody who asks etcd directly is answered. */
  get etcdUp(): boolean {
    return this.#etcdUp;
  }

  get apiUp(): boolean {
    return this.#apiUp;
  }

  /** Ends the fault of the turn before, and begins that of this one. Returns what happened. */
  async turn(fault: SharedFault, witness: Witness): Promise<string> {
    await this.heal();
    switch (fault) {
      case 'none':
        return '';
      case 'etcd killed': {
        const member = await this.#leader();
        await member.kill();
        return this.#losing(`etcd: ${member.name} killed`, () => member.restart());
      }
      case 'etcd frozen': {
        const member = await this.#leader();
        await member.freeze();
        return this.#losing(`etcd: ${member.name} frozen`, () => member.thaw());
      }
      case 'etcd compacted':
        await this.etcd.compact();
        return 'etcd: compacted';
      case 'snapshot':
        this.#backup = join(this.#folder, 'backup');
        await rm(this.#backup, { force: true });
        await this.etcd.snapshot(this.#backup);
        witness.snapshot();
        return 'etcd: backup taken';
      case 'etcd restored':
        if (this.#backup === undefined) return '';
        await this.etcd.restoreFrom(this.#backup);
        witness.restored();
        return 'etcd: backup restored';
      case 'api killed':
        await this.api.kill();
        this.#apiUp = false;
        this.#heal = () => this.api.restart();
        return 'API server: killed';
      case 'api frozen':
        await this.api.freeze();
        this.#apiUp = false;
        this.#heal = () => this.api.thaw();
        return 'API server: frozen';
    }
  }

  async heal(): Promise<void> {
    const heal = this.#heal;
    this.#heal = undefined;
    await heal?.();
    await eventually(() => this.#leader(), { within: 60_000, what: 'a leader' });
    this.#etcdUp = true;
    this.#apiUp = true;
  }

  async stop(): Promise<void> {
    await this.heal();
    await this.etcd.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Of three members two go on, but whom the testbed asks first may be the frozen one: nobody asks then. */
  #losing(what: string, heal: () => Promise<void>): string {
    this.#etcdUp = false;
    this.#heal = heal;
    return what;
  }

  async #leader(): Promise<EtcdMember> {
    return await eventually(() => this.etcd.leader(), { within: 60_000, what: 'a leader' });
  }
}
