import {
  type Clock,
  type Name,
  type Outcome,
  type Output,
  parseName,
  type RecordSet,
  SkywriterError,
  sameRecords,
  unwrap,
} from '@skywriter/core';
import { refusals } from './refusals.ts';
import { type Endpoint, parseEndpoints } from './server/endpoint.ts';
import { keepServing } from './server/keep-serving.ts';
import { createResponder } from './server/respond.ts';
import { startServer } from './server/server.ts';
import { createStatistics, type Statistics } from './server/statistics.ts';
import { MAX_SECONDS, wholeNumber } from './settings.ts';
import type { SoaOptions } from './zone/apex.ts';
import type { SerialPolicy } from './zone/serial.ts';
import { createZones, type NameServer } from './zone/zones.ts';

export interface DnsOutputOptions {
  readonly name: string;
  readonly zones: readonly Name[];
  /** Such as `127.0.0.1:5300` or `[::1]:53`; port 0 lets the system choose. */
  readonly listen: readonly string[];
  /**
   * The name servers of the zones. Default: `ns.ZONE`, with the listened addresses that name one interface.
   */
  readonly ns?: readonly NameServer[];
  readonly soa?: SoaOptions;
  /** Default: {@link contentSerial}. */
  readonly serial?: SerialPolicy;
  /** Seconds, for records whose claims name none, and for the zones' own; default 30. */
  readonly ttl?: number;
  /** Largest UDP response, in octets, 512 to 4096; default 1232, which no network path fragments. */
  readonly udpSize?: number;
  /** TCP connections at one time for each endpoint; default 512. */
  readonly maxConnections?: number;
  /** Milliseconds that a TCP client may take from query to query; default 10 000. */
  readonly idleMs?: number;
  readonly clock: Clock;
}

/** The output that serves its records itself. */
export interface DnsOutput extends Output {
  /**
   * Says whether the records are all there. Until it is told so, and whenever it is told that they are not
   * (a source has been silent for too long), the server answers SERVFAIL, for which resolvers go elsewhere
   * or keep what they have; an NXDOMAIN would be believed.
   */
  setComplete(complete: boolean): void;
  /** Where it listens now, with the ports that the system chose; empty while not ready. */
  readonly endpoints: readonly Endpoint[];
  readonly statistics: Readonly<Statistics>;
}

const DEFAULT_TTL = 30;
const DEFAULT_UDP_SIZE = 1232;
const DEFAULT_MAX_CONNECTIONS = 512;
const DEFAULT_IDLE_MS = 10_000;

/**
 * Throws {@link SkywriterError} for options that cannot be: `SKY_DNS_LISTEN`, `SKY_DNS_MAILBOX`,
 * `SKY_DNS_SETTING`, and `SKY_NAME_LONG` for a zone that leaves no room for `ns.ZONE`.
 */
export function createDnsOutput(options: DnsOutputOptions): DnsOutput {
  const defaultTtl = wholeNumber('ttl', options.ttl ?? DEFAULT_TTL, [1, MAX_SECONDS]);
  const udpSize = wholeNumber('udpSize', options.udpSize ?? DEFAULT_UDP_SIZE, [512, 4096]);
  const maxConnections = wholeNumber(
    'maxConnections',
    options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
    [1, 65_535],
  );
  const idleMs = wholeNumber('idleMs', options.idleMs ?? DEFAULT_IDLE_MS, [1, MAX_SECONDS]);
  const listen = parseEndpoints(options.listen);
  const zones = createZones({
    origins: options.zones,
    serversOf: (origin) => nameServers(origin, options.ns, listen),
    defaultTtl,
    ...(options.soa === undefined ? {} : { soa: options.soa }),
    ...(options.serial === undefined ? {} : { serial: options.serial }),
  });
  const assigned = new Map<Name, readonly RecordSet[]>();
  const statistics = createStatistics();
  let complete = false;
  const respond = createResponder({
    zones,
    isComplete: () => complete,
    udpSize,
    statistics,
  });
  const service = keepServing({
    clock: options.clock,
    startServer: (onFailure) =>
      startServer({ listen, respond, statistics, clock: options.clock, maxConnections, idleMs, onFailure }),
  });

  const asServed = (set: RecordSet): RecordSet => (set.ttl === undefined ? { ...set, ttl: defaultTtl } : set);

  function set(name: Name, wanted: readonly RecordSet[]): Outcome {
    try {
      const zone = zones.of(name);
      const [problem] = refusals(zones, wanted);
      if (problem !== undefined) return { name, result: 'failed', problem };
      const recordSets = wanted.map(asServed);
      zone?.set(name, recordSets);
      if (recordSets.length === 0) assigned.delete(name);
      else assigned.set(name, recordSets);
      return { name, result: 'done' };
    } catch (error) {
      if (!(error instanceof SkywriterError)) throw error;
      return { name, result: 'failed', problem: error };
    }
  }

  return {
    name: options.name,
    zones: options.zones,
    defaultTtl,
    start: (listener) => service.start((ready) => listener.readiness(ready)),
    stop: () => service.stop(),
    get ready() {
      return service.endpoints.length > 0;
    },
    get problem() {
      return service.problem;
    },
    get endpoints() {
      return service.endpoints;
    },
    statistics,
    setComplete(now) {
      complete = now;
    },
    observed: (name) => ({ recordSets: assigned.get(name) ?? [], foreign: [] }),
    ownedNames: () => assigned.keys(),
    get ownedCount() {
      return assigned.size;
    },
    refuses: (recordSets) => refusals(zones, recordSets),
    settled: ({ name, recordSets }) => isSame(assigned.get(name) ?? [], recordSets.map(asServed)),
    async apply(assignments) {
      return assignments.map(({ name, recordSets }) => set(name, recordSets));
    },
  };
}

function nameServers(
  origin: Name,
  configured: readonly NameServer[] | undefined,
  listen: readonly Endpoint[],
): readonly [NameServer, ...NameServer[]] {
  const [first, ...others] = configured ?? [];
  if (first !== undefined) return [first, ...others];
  const addresses = listen
    .map(({ address }) => address)
    .filter(({ text }) => text !== '0.0.0.0' && text !== '::');
  return [{ host: unwrap(parseName(`ns.${origin}`)), addresses }];
}

/** Origins count here: they are kept with the records and shown by them. */
function isSame(have: readonly RecordSet[], want: readonly RecordSet[]): boolean {
  return (
    have.length === want.length &&
    want.every((set) => have.some((other) => sameRecords(set, other) && sameOrigins(set, other)))
  );
}

function sameOrigins(a: RecordSet, b: RecordSet): boolean {
  return a.targets.every(({ origins }, index) => origins.join('\n') === b.targets[index]?.origins.join('\n'));
}
