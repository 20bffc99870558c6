import type { Problem } from '@skywriter/core';
import { fqdn, printName } from '../key/presentation.ts';
import { reverseZones } from '../key/reverse.ts';
import { addresses } from './addresses.ts';
import type { Asking, Backend, Found, Outcome, Reply } from './asking.ts';
import { type Budget, newBudget } from './budget.ts';
import { exact } from './exact.ts';
import { isSubdomain, longestZone, lookupName } from './names.ts';
import { ns, soa } from './ns.ts';
import type { AnswerOptions } from './options.ts';
import { resourceOf } from './resource.ts';
import { etcdServices, type Failed, isFailed, type Services } from './services.ts';
import { type Sections, type Transport, truncate } from './size.ts';
import { mx, srv } from './targets.ts';

/** An answer before it is put on the wire. */
export interface Response {
  readonly rcode: string;
  readonly aa: boolean;
  readonly tc: boolean;
  readonly sections: Sections;
  readonly problem?: Problem;
}

interface Query {
  /** In the form in which it comes out of a message. */
  readonly name: string;
  readonly type: string;
}

interface Server {
  readonly options: AnswerOptions<unknown>;
  readonly zones: readonly string[];
  readonly services: Services;
  readonly budget: Budget;
}

const EMPTY: Sections = { answer: [], authority: [], additional: [] };
const TCP: Transport = { protocol: 'tcp' };

/** Answers one question, cut to the transport (CoreDNS `ServeDNS` of plugin etcd and its ScrubWriter). */
export function serve(question: Query, options: AnswerOptions<unknown>): Asking<Response> {
  const budget = newBudget();
  const { keys, prefix, lease } = options;
  const services = etcdServices({ keys, prefix, lease, budget });
  return respond(question, { options, zones: normalZones(options.zones), services, budget });
}

function* respond(question: Query, server: Server): Asking<Response> {
  const whole = yield* respondWhole(question, server);
  const { cut, ...sections } = truncate(question.name, whole.sections, server.options.transport ?? TCP);
  return { ...whole, tc: whole.tc || cut, sections };
}

function* respondWhole(question: Query, server: Server): Asking<Response> {
  const zone = longestZone(lookupName(question.name), server.zones);
  if (zone === undefined) return fromReply(yield { whom: 'next', ...question }, 'REFUSED');
  const outcome = yield* records(question, backendFor(zone, server));
  if (!isFailed(outcome) && outcome.records.length > 0) {
    const { records: answer, extra: additional = [], tc = false } = outcome;
    return { rcode: 'NOERROR', aa: true, tc, sections: { ...EMPTY, answer, additional } };
  }
  if (isFailed(outcome) && outcome.failed === 'name' && fallsThrough(question.name, server)) {
    return fromReply(yield { whom: 'next', ...question }, 'SERVFAIL');
  }
  const sections = { ...EMPTY, authority: [soa(zone, server.options.now)] };
  return {
    ...(isFailed(outcome) ? failureCode(outcome) : { rcode: 'NOERROR' }),
    aa: true,
    tc: false,
    sections,
  };
}

function* records({ name, type }: Query, backend: Backend): Asking<Outcome<Found>> {
  switch (type) {
    case 'A':
    case 'AAAA':
    case 'TXT':
      return yield* addresses({ name, type, chain: [] }, backend);
    case 'CNAME':
    case 'PTR':
      return exact(name, type, backend);
    case 'MX':
      return yield* mx(name, backend);
    case 'SRV':
      return yield* srv(name, backend);
    case 'SOA':
      return { records: [soa(backend.zone, backend.now)] };
    case 'NS':
      if (lookupName(name) === backend.zone) return ns(name, backend);
  }
  // Looked up only to tell a name without such records from a name that does not exist.
  const found = yield* addresses({ name, type: 'A', chain: [] }, backend);
  return isFailed(found) ? found : { records: [] };
}

function backendFor(zone: string, server: Server): Backend {
  return {
    services: server.services,
    zone,
    now: server.options.now,
    noApexFallback: server.options.noApexFallback ?? false,
    spend: server.budget.spend,
    lookUp: (name, type) => lookUp({ name, type }, server),
  };
}

/** The whole server is asked, so a target in another zone of ours comes back here. */
function* lookUp(question: Query, server: Server): Asking<Found | undefined> {
  const { name, type } = question;
  if (longestZone(lookupName(name), server.zones) !== undefined) {
    server.budget.enter();
    const response = yield* respond(question, server);
    server.budget.leave();
    return { records: response.sections.answer, tc: response.tc };
  }
  const reply = yield { whom: 'upstream', name: printName(name), type };
  if (reply === undefined) return undefined;
  const { sections, tc } = fromReply(reply, reply.rcode);
  const { answer, cut } = truncate(name, sections, server.options.transport ?? TCP);
  return { records: answer, tc: tc || cut };
}

function fromReply(reply: Reply | undefined, otherwise: string): Response {
  const { rcode = otherwise, aa = false, tc = false } = reply ?? {};
  const { answer = [], authority = [], additional = [] } = reply ?? {};
  const sections = {
    answer: answer.map(resourceOf),
    authority: authority.map(resourceOf),
    additional: additional.map(resourceOf),
  };
  return { rcode, aa, tc, sections };
}

function failureCode(failed: Failed): Pick<Response, 'rcode' | 'problem'> {
  if (failed.failed === 'name') return { rcode: 'NXDOMAIN' };
  return { rcode: 'SERVFAIL', problem: failed.problem };
}

function fallsThrough(name: string, { options: { fallthrough = false } }: Server): boolean {
  if (typeof fallthrough === 'boolean') return fallthrough;
  return normalZones(fallthrough).some((zone) => isSubdomain(zone, lookupName(name)));
}

/** Zones of a Corefile: a network stands for its reverse zones. */
function normalZones(zones: readonly string[]): string[] {
  return zones.flatMap((zone) => reverseZones(zone) ?? [zone]).map((zone) => fqdn(zone).toLowerCase());
}
