import { describe, expect, test } from 'vitest';
import { readFixture } from '../fixtures/golden.ts';
import { domainOfKey, parsePrefix, pathOf } from '../key/key.ts';
import { hostType } from '../message/host.ts';
import { answerSync } from './answer.ts';
import { group } from './group.ts';
import { keySource } from './key-source.ts';
import { type AnswerRecord, textData } from './resource.ts';
import { ttlOf } from './ttl.ts';

interface Observed {
  readonly rcode: string;
  readonly answer: readonly AnswerRecord[];
  readonly ns: readonly AnswerRecord[];
  readonly extra: readonly AnswerRecord[];
}

interface DnsSuite {
  readonly suite: string;
  readonly zones: readonly string[];
  readonly pathPrefix: string;
  readonly services: readonly { readonly key: string; readonly service: object }[];
  readonly cases: readonly (Observed & {
    readonly qname: string;
    readonly qtype: string;
    /** What the real plugin answered; absent where the recording has only what the test demands. */
    readonly observed?: Observed & { readonly aa: boolean; readonly tc: boolean };
  })[];
}

/** CoreDNS's own tables: `coredns-etcd-upstream.json`, whose `meta` says where they are from. */
const { suites } = readFixture<{ suites: { suite: string; cases: never[] }[] }>('coredns-etcd-upstream.json');

function suiteOf<T>(name: string): T {
  const found: unknown = suites.find(({ suite }) => suite === name);
  if (found === undefined) throw new Error(`no suite ${name}`);
  return JSON.parse(JSON.stringify(found));
}

/** Suites that are not about answers. */
const elsewhere: Record<string, string> = {
  setup: 'how CoreDNS reads its Corefile; we read none',
  'parse-ttl': 'how CoreDNS reads min-lease-ttl in its Corefile; ours are numbers of seconds',
  'integration-stub': 'asks 8.8.8.8 for a name outside the zones; shows only that options parse',
  'integration-credentials': "logs in to etcd; reading etcd is the caller's",
};
const dns = ['lookup', 'other', 'cname', 'group', 'multi', 'integration-cache'];
const units = ['msg-path', 'msg-split255', 'msg-group', 'msg-hosttype', 'ttl'];

test('every suite is replayed here or in backend.test.ts, or has a reason', () => {
  const known = [...dns, ...units, 'backend-lookup-mock', ...Object.keys(elsewhere)];
  expect(suites.map(({ suite }) => suite).sort()).toEqual(known.sort());
});

describe.each(dns.map((name) => suiteOf<DnsSuite>(name)))('$suite', ({ zones, pathPrefix, ...suite }) => {
  const keys = keySource(suite.services.map(({ key, service }) => ({ key, value: JSON.stringify(service) })));
  test.each(suite.cases)('$i $qname $qtype', ({ qname, qtype, observed, ...expected }) => {
    const got = answerSync(
      { name: qname, type: qtype },
      {
        keys,
        zones,
        prefix: parsePrefix(pathPrefix),
        now: 0,
        // In CoreDNS's unit tests there is no server to ask, and what comes next answers SERVFAIL.
        upstream: () => undefined,
        next: () => ({ rcode: 'SERVFAIL', answer: [] }),
      },
    );
    const { rcode, aa, tc, answer, authority: ns, additional: extra } = got;
    if (observed !== undefined) {
      const { aa: wasAa, tc: wasTc, ...sections } = observed;
      expect({ aa, tc }).toEqual({ aa: wasAa, tc: wasTc });
      expect({ rcode, answer, ns, extra }).toEqual({ ...plain(sections), rcode: sections.rcode });
    }
    const anyTtl = [...expected.answer, ...expected.ns, ...expected.extra].some(isAnyTtl);
    expect(demanded({ rcode, answer, ns, extra }, anyTtl)).toEqual(demanded(expected, anyTtl));
  });
});

function plain({ answer, ns, extra }: Observed): Omit<Observed, 'rcode'> {
  const strip = (records: readonly AnswerRecord[]) =>
    records.map(({ name, type, ttl, rdata }) => ({ name, type, ttl, rdata }));
  return { answer: strip(answer), ns: strip(ns), extra: strip(extra) };
}

function isAnyTtl(record: AnswerRecord): boolean {
  return record.ttl === 303 || 'ttlAny' in record;
}

/** What the tables compare: records in any order, of a SOA no numbers, texts in one piece. */
function demanded({ rcode, ...sections }: Observed, anyTtl: boolean): object {
  const { answer, ns, extra } = plain({ rcode, ...sections });
  const comparable = (records: readonly AnswerRecord[]) =>
    records
      .map(({ name, type, ttl, rdata }) => {
        const data = type === 'SOA' ? rdata.split(' ')[0] : rdata.replaceAll('" "', '');
        return `${name} ${type} ${anyTtl ? '' : ttl} ${data}`;
      })
      .sort();
  return { rcode, answer: comparable(answer), ns: comparable(ns), extra: comparable(extra) };
}

describe('msg-path', () => {
  const { cases } = suiteOf<{ cases: { fn: string; in: [string, string]; out: string }[] }>('msg-path');
  test.each(cases)('$fn $in', ({ fn, in: [first, second], out }) => {
    expect(fn === 'Path' ? pathOf(first, parsePrefix(second)) : domainOfKey(first)).toBe(out);
  });
});

describe('msg-split255', () => {
  interface Input {
    readonly repeat: string;
    readonly n: number;
    readonly suffix?: string;
    readonly middle?: string;
    readonly repeatAgain?: number;
  }
  const { cases } = suiteOf<{ cases: { in: Input; actualLengths: number[] }[] }>('msg-split255');
  test.each(cases)('$in -> $actualLengths', ({ in: input, actualLengths }) => {
    const { repeat, n, suffix = '', middle = '', repeatAgain = 0 } = input;
    const text = repeat.repeat(n) + suffix + middle + repeat.repeat(repeatAgain);
    const lengths = textData(text).map((part) => ('string' in part ? part.string.length : -1));
    expect(lengths).toEqual(actualLengths);
  });
});

describe('msg-group', () => {
  interface Case {
    readonly in: readonly { readonly key: string; readonly group?: string }[];
    readonly out: readonly number[];
  }
  const { cases } = suiteOf<{ cases: Case[] }>('msg-group');
  test.each(cases)('$in -> $out', ({ in: services, out }) => {
    const records = services.map((service, index) => ({ group: '', ...service, index }));
    expect(group(records).map(({ index }) => index)).toEqual(out);
  });
});

describe('msg-hosttype', () => {
  interface Case {
    readonly service: { readonly host: string; readonly text?: string };
    readonly type: string;
  }
  const { cases } = suiteOf<{ cases: Case[] }>('msg-hosttype');
  test.each(cases)('$service is $type', ({ service: { host, text = '' }, type }) => {
    expect(hostType(host, text)).toBe(type);
  });
});

describe('ttl', () => {
  interface Case {
    readonly name: string;
    readonly serviceTtl: number;
    readonly minLeaseTtl: number;
    readonly maxLeaseTtl: number;
    readonly expected: number;
  }
  const { cases } = suiteOf<{ cases: Case[] }>('ttl');
  test.each(cases)('$name', ({ serviceTtl, minLeaseTtl: min, maxLeaseTtl: max, expected }) => {
    // No client in these: what is left of the lease is not known, and its id is no TTL.
    expect(ttlOf(serviceTtl, undefined, { min, max })).toBe(expected);
  });
});
