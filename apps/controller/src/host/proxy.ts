import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure, type Problem, parseAddress, type Result, success } from '@skywriter/core';
import {
  createForwarder,
  type HostDns,
  type Server,
  startDnsProxy,
  systemMachine,
  systemUpstreams,
  watchUpstreams,
} from '@skywriter/host-dns';

/** A DNS proxy that lives with this process. */
export interface RunningProxy {
  /** How often it was asked for a name of late, where it tells. */
  timesAsked?(name: string): number;
  stop(): Promise<void>;
}

export interface ProxyOptions {
  /** `builtin`, or the path of AdGuard's dnsproxy. */
  readonly which: string;
  readonly domains: HostDns['domains'];
  /** Who serves the domains. */
  readonly authorities: readonly Server[];
  readonly listen: readonly Server[];
  onProblem(problem: Problem): void;
}

interface Started extends RunningProxy {
  setUpstreams(servers: readonly Server[]): void;
}

/**
 * Starts the proxy, and keeps it asking whom the networks of this machine bring along. Problems:
 * SKY_FORWARDER_…, SKY_PROXY_…, those of looking at the machine.
 */
export async function startProxy(options: ProxyOptions): Promise<Result<RunningProxy>> {
  const { authorities, listen, onProblem } = options;
  const machine = systemMachine();
  const own = [...authorities, ...listen].map(({ address }) => address);
  const seen = await systemUpstreams(machine);
  if (!seen.ok) return seen;
  const upstreams = seen.value.flatMap((text): Server[] => {
    const parsed = parseAddress(text);
    return parsed.ok && !own.includes(parsed.value.text) ? [{ address: parsed.value.text, port: 53 }] : [];
  });
  const started = await (options.which === 'builtin' ? startBuiltin : startAdGuard)(options, upstreams);
  if (!started.ok) return started;
  const proxy = started.value;
  const watch = watchUpstreams({
    read: () => systemUpstreams(machine),
    own,
    clock: machine.clock,
    onChange: (servers) => proxy.setUpstreams(servers),
    onProblem,
  });
  return success({
    ...proxy,
    async stop() {
      await watch.stop();
      await proxy.stop();
    },
  });
}

async function startBuiltin(
  { domains, authorities, listen, onProblem }: ProxyOptions,
  upstreams: readonly Server[],
): Promise<Result<Started>> {
  const rules = domains.map((domain) => ({ domain, servers: authorities }));
  const forwarder = createForwarder({ listen, rules, upstreams, clock: systemMachine().clock });
  if (!forwarder.ok) return forwarder;
  const started = await forwarder.value.start();
  if (!started.ok) return started;
  return success({
    timesAsked: (name) => forwarder.value.timesAsked(name),
    setUpstreams(servers) {
      const set = forwarder.value.setUpstreams(servers);
      if (!set.ok) onProblem(set.problem);
    },
    stop: () => forwarder.value.stop(),
  });
}

async function startAdGuard(
  { which, domains, authorities, listen, onProblem }: ProxyOptions,
  upstreams: readonly Server[],
): Promise<Result<Started>> {
  const [port = 53, ...others] = new Set(listen.map((server) => server.port));
  if (others.length > 0) {
    return failure(
      'SKY_HOST_ARGUMENTS',
      'dnsproxy listens at one port on all addresses, and --listen names several.',
      'Name one port.',
    );
  }
  const rules = domains.map((domain) => ({ domain, servers: authorities }));
  const configuration = { listen: listen.map(({ address }) => address), port, rules };
  const folder = await mkdtemp(join(tmpdir(), 'skywriter-dnsproxy-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const started = await startDnsProxy(
    { ...configuration, upstreams },
    {
      program: which,
      folder,
      machine: systemMachine(),
      onEvent: (event) => event.is === 'ended' && onProblem(event.problem),
    },
  );
  if (!started.ok) {
    await remove();
    return started;
  }
  return success({
    setUpstreams(servers) {
      void started.value.update({ ...configuration, upstreams: servers }).then((updated) => {
        if (!updated.ok) onProblem(updated.problem);
      });
    },
    async stop() {
      await started.value.stop();
      await remove();
    },
  });
}
