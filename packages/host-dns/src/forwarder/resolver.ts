import type { Clock } from '@skywriter/core';
import type { LoopCheck } from './loop-check.ts';
import { CLASS_IN, RCODE, TYPE } from './message/codes.ts';
import { type Query, readQuery } from './message/query.ts';
import { emptyReply, minimalAny, replyFor, udpLimit } from './message/reply.ts';
import type { Route, Routes } from './routes.ts';
import type { Ask, Exchange } from './upstream/exchange.ts';
import { askServers } from './upstream/race.ts';

/** At one time, of one route: so that a domain whose servers are slow does not keep the others waiting. */
const MAX_EXCHANGES = 200;
/** Clients that wait, of all routes; each costs a few hundred octets. */
const MAX_WAITING = 2000;
const MAX_TCP = 65_535;
/** The types of 128 to 254 that ask for something other than records (RFC 6895 §3.1). */
const META = { first: 128, last: 254 } as const;

export type Transport = 'udp' | 'tcp';

export interface ResolverOptions {
  readonly clock: Clock;
  readonly exchange: Exchange;
  readonly mixCase: boolean;
  readonly routes: () => Routes;
  readonly loopCheck: LoopCheck;
  /** Ends all that is under way. */
  readonly signal: AbortSignal;
  readonly onQuestion: (name: string) => void;
}

/** Answers a message, in the form of its transport; undefined for what must not be answered. Never rejects. */
export type Respond = (message: Buffer, transport: Transport) => Promise<Buffer | undefined>;

export function createResolver(options: ResolverOptions): Respond {
  const { routes, loopCheck, onQuestion } = options;
  const underWay = new Map<string, Promise<Buffer | undefined>>();
  const perRoute = new Map<string, number>();
  let waiting = 0;

  /** One exchange for all who ask the same at the same time: a loop ends there, and so do retries and guesses. */
  const shared = (query: Query, route: Route, wholeNeeded: boolean): Promise<Buffer | undefined> => {
    const key = keyOf(query, wholeNeeded);
    const running = underWay.get(key);
    if (running !== undefined) return running;
    const owner = route.domain ?? '';
    const count = perRoute.get(owner) ?? 0;
    if (count >= MAX_EXCHANGES) return Promise.resolve(undefined);
    perRoute.set(owner, count + 1);
    const ask: Ask = { query, wholeNeeded, mixCase: options.mixCase };
    const started = askServers(route.upstreams, ask, options).finally(() => {
      underWay.delete(key);
      perRoute.set(owner, (perRoute.get(owner) ?? 1) - 1);
    });
    underWay.set(key, started);
    return started;
  };

  return async (message, transport) => {
    const query = readQuery(message);
    if (query === undefined) return undefined;
    const own = ownAnswer(query);
    if (own !== undefined) return own;
    onQuestion(query.name);
    if (loopCheck.isOurs(query.name)) return emptyReply(query, RCODE.REFUSED);
    const route = routes().of(query.name);
    if (route.upstreams.length > 0 && route.upstreams.every(({ loops }) => loops)) {
      return emptyReply(query, RCODE.REFUSED);
    }
    if (waiting >= MAX_WAITING) return emptyReply(query, RCODE.SERVFAIL);
    waiting += 1;
    const limit = transport === 'tcp' ? MAX_TCP : udpLimit(query);
    const reply = await shared(query, route, transport === 'tcp' || limit > 1232);
    waiting -= 1;
    if (reply === undefined) return emptyReply(query, RCODE.SERVFAIL);
    return clientReply(query, route, { reply, limit });
  };
}

/** What needs no server. */
function ownAnswer(query: Query): Buffer | undefined {
  if (query.rcode !== RCODE.NOERROR) return emptyReply(query, query.rcode);
  if (query.class !== CLASS_IN) return emptyReply(query, RCODE.REFUSED);
  if (query.type === TYPE.ANY) return minimalAny(query);
  if (query.type === TYPE.AXFR || query.type === TYPE.IXFR) return emptyReply(query, RCODE.REFUSED);
  const meta = (query.type >= META.first && query.type <= META.last) || query.type === TYPE.OPT;
  return meta ? emptyReply(query, RCODE.NOTIMP) : undefined;
}

function clientReply(
  query: Query,
  { domain }: Route,
  { reply, limit }: { readonly reply: Buffer; readonly limit: number },
): Buffer {
  const code = reply.readUInt16BE(2) & 15;
  // A resolver that asks for both families waits for both: where one is refused, it has to hear that at once.
  const noIPv6 = query.type === TYPE.AAAA && domain !== undefined;
  if (noIPv6 && (code === RCODE.REFUSED || code === RCODE.NOTIMP)) return emptyReply(query, RCODE.NOERROR);
  // A refusal without the question.
  if (reply.readUInt16BE(4) === 0) return emptyReply(query, code);
  return replyFor(query, reply, limit);
}

/** All but the id, and the name without its case. */
function keyOf({ message, nameEnd, name }: Query, wholeNeeded: boolean): string {
  return `${wholeNeeded} ${name} ${message.toString('latin1', 2, 12)} ${message.toString('latin1', nameEnd)}`;
}
