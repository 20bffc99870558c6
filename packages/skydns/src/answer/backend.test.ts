import { failure } from '@skywriter/core';
import { describe, expect, test } from 'vitest';
import { readFixture } from '../fixtures/golden.ts';
import { parseRecords } from '../fixtures/servers.ts';
import { parsePrefix } from '../key/key.ts';
import { messageOf } from '../message/message.ts';
import { addresses } from './addresses.ts';
import { answerSync } from './answer.ts';
import type { Asking, Backend, Found, Outcome } from './asking.ts';
import { exact } from './exact.ts';
import { keySource } from './key-source.ts';
import { ns, soa } from './ns.ts';
import { onlyOnce } from './once.ts';
import { type AnswerRecord, print, resourceOf } from './resource.ts';
import { type Failed, isFailed, type Service } from './services.ts';
import { mx, srv } from './targets.ts';

/** CoreDNS's `plugin/backend_lookup_test.go`: lookups over a backend that knows services by question. */
interface MockCase {
  readonly name: string;
  readonly zone: string;
  readonly qname: string;
  readonly qtype: string;
  readonly services: Readonly<Record<string, string | readonly object[]>>;
  readonly lookup?: Readonly<Record<string, { readonly tc?: boolean; readonly answer: readonly string[] }>>;
  readonly serial?: number;
  readonly steps?: readonly [name: string, address: string, port: number, duplicate: boolean][];
  readonly expect: {
    readonly error?: boolean | string;
    readonly count?: number;
    readonly countAtMost?: number;
    readonly records?: number;
    readonly types?: readonly string[];
    readonly tc?: boolean;
    readonly extra?: number;
    readonly extraAtLeast?: number;
    readonly rdata?: readonly string[];
    readonly lastRdata?: string;
    readonly services?: readonly string[];
    readonly backendCalls?: number;
    readonly lookedUp?: readonly string[];
    readonly ttl?: number;
    readonly mname?: string;
    readonly rname?: string;
    readonly writtenRcode?: string;
  };
}

const { suites } = readFixture<{ suites: { suite: string; cases: MockCase[] }[] }>(
  'coredns-etcd-upstream.json',
);
const cases = suites.find(({ suite }) => suite === 'backend-lookup-mock')?.cases ?? [];

/** Cases that need another harness than one lookup over the mock; each has its own test below. */
const special = ['TestSOA', 'TestBackendError', 'TestIsDuplicate'];

test('all cases are here', () => {
  expect(cases).toHaveLength(20);
  expect(cases.map(({ name }) => name)).toEqual(expect.arrayContaining(special));
});

describe.each(cases.filter(({ name }) => !special.includes(name)))('$name', (mock) => {
  const { expect: wanted } = mock;
  const { outcome, calls, lookups } = run(mock);

  test('outcome', () => {
    if (wanted.error !== undefined) return expect(outcome).toMatchObject({ failed: 'server' });
    if (isFailed(outcome)) return expect(outcome).toBe(undefined);
    const records = printed(outcome.records);
    const types = wanted.types ?? records.map(({ type }) => type);
    expect(records.map(({ type }) => type)).toEqual(types);
    expect(records.length).toBe(wanted.count ?? records.length);
    expect(records.length).toBeLessThanOrEqual(wanted.countAtMost ?? records.length);
    expect(outcome.tc ?? false).toBe(wanted.tc ?? false);
    expect(outcome.extra?.length ?? 0).toBeGreaterThanOrEqual(wanted.extraAtLeast ?? wanted.extra ?? 0);
    const rdata = records.map((record) => record.rdata);
    expect(rdata).toEqual(wanted.rdata ?? wanted.services ?? rdata);
    expect(rdata.at(-1)).toBe(wanted.lastRdata ?? rdata.at(-1));
  });

  test('what was asked', () => {
    expect(calls).toBe(wanted.backendCalls ?? calls);
    expect(lookups).toEqual(expect.arrayContaining([...(wanted.lookedUp ?? [])]));
  });
});

test('TestSOA', () => {
  const mock = caseOf('TestSOA');
  const { ttl, mname = '', rname = '' } = mock.expect;
  const rdata = `${mname} ${rname} ${mock.serial} 7200 1800 86400 30`;
  const expected = { name: mock.zone, type: 'SOA', ttl, rdata };
  expect(print(soa(mock.zone, (mock.serial ?? 0) * 1000))).toEqual(expected);
});

test('TestBackendError', () => {
  const { zone, qname: name, qtype: type, expect: wanted } = caseOf('TestBackendError');
  const keys = keySource([{ key: '/skydns/org/example/dns/apex', value: 'broken' }]);
  const got = answerSync({ name, type }, { keys, zones: [zone], prefix: parsePrefix('skydns'), now: 0 });
  expect(got).toMatchObject({ rcode: wanted.writtenRcode, aa: true, authority: [{ type: 'SOA' }] });
  expect(got.problem?.code).toBe('SKY_MESSAGE_JSON');
});

test('TestIsDuplicate', () => {
  const once = onlyOnce();
  for (const [name, address, port, duplicate] of caseOf('TestIsDuplicate').steps ?? []) {
    expect(once(name, address, port)).toBe(!duplicate);
  }
  expect.assertions(4);
});

function caseOf(name: string): MockCase {
  const found = cases.find((mock) => mock.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found;
}

function run(mock: MockCase): { outcome: Outcome<Found>; calls: number; lookups: string[] } {
  const lookups: string[] = [];
  let calls = 0;
  const backend: Backend = {
    zone: mock.zone,
    now: 0,
    noApexFallback: false,
    spend: () => {},
    services: ({ name }) => {
      calls += 1;
      return servicesOf(mock.services[name] ?? mock.services['*'] ?? [], name);
    },
    *lookUp(name, type) {
      lookups.push(`${name} ${type}`);
      const reply = mock.lookup?.[`${name} ${type}`];
      if (reply === undefined) return undefined;
      const records = reply.answer.flatMap((line) => parseRecords(line.replace(' IN ', ' ')));
      return { records: records.map(resourceOf), tc: reply.tc ?? false };
    },
  };
  const step = lookup(mock, backend).next();
  if (!step.done) throw new Error('nobody else is to be asked');
  return { outcome: step.value, calls, lookups };
}

function* lookup({ qname, qtype, expect: wanted }: MockCase, backend: Backend): Asking<Outcome<Found>> {
  switch (qtype) {
    case 'A':
      // The table lists services, and one of them is an IPv6 address, which only a question for AAAA shows.
      if (wanted.services?.[0]?.includes(':')) {
        return yield* addresses({ name: qname, type: 'AAAA', chain: [] }, backend);
      }
      return yield* addresses({ name: qname, type: qtype, chain: [] }, backend);
    case 'AAAA':
    case 'TXT':
      return yield* addresses({ name: qname, type: qtype, chain: [] }, backend);
    case 'CNAME':
    case 'PTR':
      return exact(qname, qtype, backend);
    case 'SRV':
      return yield* srv(qname, backend);
    case 'MX':
      return yield* mx(qname, backend);
    case 'NS':
      return ns(qname, backend);
    default:
      throw new Error(`no lookup for ${qtype}`);
  }
}

function servicesOf(found: string | readonly object[], name: string): readonly Service[] | Failed {
  if (typeof found !== 'string') {
    return found.map((service) => ({ ...messageOf({}), key: '/skydns/x', ...service }));
  }
  if (found.startsWith('[')) return [{ ...messageOf({ host: name, ttl: 10 }), key: '/skydns/x' }];
  if (found === 'error: name error') return { failed: 'name' };
  return { failed: 'server', problem: failure('SKY_TEST', found, '').problem };
}

function printed(records: Found['records']): AnswerRecord[] {
  return records.map(print).filter((record) => record !== undefined);
}
