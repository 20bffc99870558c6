import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { failure, type Problem, type Result, success } from '@skywriter/core';
import { endpointText } from '../forwarder/routes.ts';
import type { Machine } from '../machine/machine.ts';
import type { Server } from '../platform/host-dns.ts';
import { type ProxyConfiguration, proxyYaml } from './configuration.ts';
import { isAnswered, isFree, witness } from './sockets.ts';

const READY_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 50;
const GRACE_MS = 3000;
const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Enough of its last words to tell why it ended. */
const MAX_OUTPUT = 4096;

export interface DnsProxyOptions {
  /** The path of dnsproxy. */
  readonly program: string;
  /** Where its configuration is written. */
  readonly folder: string;
  readonly machine: Machine;
  /** It ended by itself, is started again, or cannot be. */
  onEvent?(event: DnsProxyEvent): void;
}

export type DnsProxyEvent =
  | { readonly is: 'ended'; readonly problem: Problem }
  | { readonly is: 'started'; readonly pid: number };

export interface DnsProxy {
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  /** Another configuration; dnsproxy reads none while it runs, so it is started anew, which takes a moment. */
  update(configuration: ProxyConfiguration): Promise<Result<void>>;
  stop(): Promise<void>;
}

/**
 * Runs dnsproxy as a child of this process, and again when it ends by itself. It is there when it answers on each of its
 * addresses, and on no other. Problems: those of `proxyYaml`, SKY_HOST_FILE, SKY_PROXY_TAKEN, SKY_PROXY_START,
 * SKY_PROXY_WILDCARD.
 */
export async function startDnsProxy(
  configuration: ProxyConfiguration,
  options: DnsProxyOptions,
): Promise<Result<DnsProxy>> {
  const { machine, onEvent = () => {} } = options;
  let wanted = configuration;
  let child: Child | undefined;
  let stopped = false;
  let pause = SHORTEST_PAUSE_MS;
  let cancelAgain = () => {};
  /** One thing at a time: a restart must not meet an update. */
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work);
    queue = done;
    return done;
  };

  const begin = async (): Promise<Result<void>> => {
    const started = await start(wanted, options);
    if (!started.ok) return started;
    const own = started.value;
    child = own;
    own.ended.then(() => {
      if (child !== own) return;
      child = undefined;
      onEvent({ is: 'ended', problem: ended(own).problem });
      again();
    });
    onEvent({ is: 'started', pid: own.pid });
    return success(undefined);
  };
  const again = () => {
    cancelAgain = machine.clock.after(pause, () => {
      void inTurn(async () => {
        if (stopped || child !== undefined) return;
        const begun = await begin();
        if (begun.ok) {
          pause = SHORTEST_PAUSE_MS;
          return;
        }
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
        onEvent({ is: 'ended', problem: begun.problem });
        again();
      });
    });
  };
  const end = async () => {
    cancelAgain();
    const old = child;
    child = undefined;
    if (old !== undefined) await old.stop();
  };

  const begun = await begin();
  if (!begun.ok) return begun;
  return success({
    get pid() {
      return child?.pid;
    },
    update: (next) =>
      inTurn(async () => {
        const text = proxyYaml(next);
        if (!text.ok) return text;
        await end();
        const before = wanted;
        wanted = next;
        const changed = await begin();
        if (changed.ok) return changed;
        // Better the old servers than none.
        wanted = before;
        const back = await begin();
        if (!back.ok) again();
        return changed;
      }),
    stop: () => {
      stopped = true;
      return inTurn(end);
    },
  });
}

interface Child {
  readonly pid: number;
  readonly ended: Promise<void>;
  readonly output: () => string;
  stop(): Promise<void>;
}

async function start(configuration: ProxyConfiguration, options: DnsProxyOptions): Promise<Result<Child>> {
  const { program, folder, machine } = options;
  const text = proxyYaml(configuration);
  if (!text.ok) return text;
  const { listen, port } = configuration;
  const endpoints = listen.map((address) => ({ address, port }));
  for (const endpoint of endpoints) if (!(await isFree(endpoint))) return taken(endpoint);
  const other = witness(listen, port);
  const otherWasFree = await isFree(other);

  const path = join(folder, 'dnsproxy.yaml');
  const prepared = await machine.files.folder(folder, 0o700);
  if (!prepared.ok) return prepared;
  const written = await machine.files.write(path, new TextEncoder().encode(text.value), 0o600);
  if (!written.ok) return written;
  const child = launch(program, path, machine);
  if (!child.ok) return child;
  const ready = await untilReady(child.value, endpoints, machine);
  if (!ready.ok) {
    await child.value.stop();
    return ready;
  }
  if (otherWasFree && !(await isFree(other))) {
    await child.value.stop();
    return wildcard(other);
  }
  return child;
}

function launch(program: string, path: string, machine: Machine): Result<Child> {
  let output = '';
  const child: ChildProcess = spawn(program, [`--config-path=${path}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const ending = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      output += error.message;
      resolve();
    });
  });
  const add = (part: Buffer) => {
    output = (output + part.toString()).slice(-MAX_OUTPUT);
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return success({
    pid: child.pid ?? 0,
    ended: ending,
    output: () => output,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const cancel = machine.clock.after(GRACE_MS, () => child.kill('SIGKILL'));
      await exited;
      cancel();
    },
  });
}

async function untilReady(
  child: Child,
  endpoints: readonly Server[],
  machine: Machine,
): Promise<Result<void>> {
  const { clock } = machine;
  const started = clock.now();
  let hasEnded = false;
  child.ended.then(() => {
    hasEnded = true;
  });
  for (const endpoint of endpoints) {
    while (!(await isAnswered(endpoint))) {
      if (hasEnded) return ended(child);
      if (clock.now() - started > READY_WITHIN_MS) {
        return notStarted(`It does not answer on ${endpointText(endpoint)}`, child.output());
      }
      await new Promise<void>((resolve) => {
        clock.after(LOOK_EVERY_MS, resolve);
      });
    }
  }
  return hasEnded ? ended(child) : success(undefined);
}

function ended(child: Child) {
  return notStarted('It ended', child.output());
}

function notStarted(what: string, output: string) {
  const said = output.trim().split('\n').slice(-3).join(' ');
  return failure(
    'SKY_PROXY_START',
    `dnsproxy does not run: ${what}${said === '' ? '' : `, and said last: ${said}`}.`,
    'Run it by hand with the same configuration, and read what it says.',
  );
}

function taken(endpoint: Server) {
  return failure(
    'SKY_PROXY_TAKEN',
    `Somebody listens on ${endpointText(endpoint)} already.`,
    'Stop that program, or choose another address for the proxy.',
  );
}

function wildcard(other: Server) {
  return failure(
    'SKY_PROXY_WILDCARD',
    `dnsproxy listens on ${endpointText(other)} too, which it was not told: it answers on every network.`,
    'Report it, with the version of dnsproxy.',
  );
}
