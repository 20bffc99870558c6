import { assert, describe, expect, test } from 'vitest';
import { type GoldenCase, type GoldenSuite, keysOf, readFixture } from '../fixtures/golden.ts';
import { extServer, fallbackServer } from '../fixtures/servers.ts';
import { parsePrefix } from '../key/key.ts';
import { type Answer, answer, answerSync } from './answer.ts';
import { keySource } from './key-source.ts';
import type { AnswerOptions } from './options.ts';
import { type AnswerRecord, resourceOf } from './resource.ts';
import { messageLength, type Transport } from './size.ts';

const { suites } = readFixture<{ suites: GoldenSuite[] }>('coredns-golden.json');

/** The server blocks of the recording's Corefile (`meta.corefile`) by port. */
const blocks: readonly (Omit<AnswerOptions, 'keys' | 'now'> & { readonly port: number })[] = [
  {
    port: 1053,
    zones: ['skydns.local', 'other.test', '10.in-addr.arpa', 'ip6.arpa'],
    prefix: parsePrefix('skydns'),
    upstream: extServer,
    next: extServer,
  },
  { port: 1054, zones: ['skydns.local'], prefix: parsePrefix('/org/skydns') },
  { port: 1055, zones: ['.'], prefix: parsePrefix('/') },
  {
    port: 1056,
    zones: ['skydns.local', 'sub.skydns.local'],
    prefix: parsePrefix('skydns'),
    fallthrough: true,
    upstream: fallbackServer,
    next: fallbackServer,
  },
];

test('all of the recording is here', () => {
  expect(suites).toHaveLength(47);
  expect(suites.flatMap(({ cases }) => cases)).toHaveLength(698);
});

describe.each(suites)('$suite', (suite) => {
  const keys = keySource(keysOf(suite));
  const leased = suite.services.some(({ leaseTtl }) => leaseTtl !== undefined);

  test.each(suite.cases.map((golden) => ({ ...golden, title: titleOf(golden) })))(
    '$title',
    async (golden) => {
      const transport = transportOf(golden);
      const { qname: name, qtype: type, qclass } = golden;
      const question = { name, type, ...(qclass === undefined ? {} : { class: qclass }) };
      const block = blocks.find(({ port }) => port === (golden.port ?? 1053));
      assert(block !== undefined);
      const options = { ...block, keys, now: 0, transport };
      const got = answerSync(question, options);
      expect(await answer(question, options)).toEqual(got);
      const expected = expectedOf(golden);
      expect(shape(leased ? withLeaseLeft(got, expected) : got)).toEqual(expected);
      // The recording measured what it had received, uncompressed.
      if (golden.size !== undefined) expect(sizeOf(golden.qname, got, transport)).toBe(golden.size);
      expect(got.problem !== undefined).toBe(golden.noResponse === true || golden.rcode === 'SERVFAIL');
    },
  );
});

function titleOf({ qname, qtype, qclass = '', port = 1053, edns, tcp }: GoldenCase): string {
  const how = [tcp ? 'tcp' : 'udp', edns === undefined ? '' : `edns ${edns}`, qclass]
    .filter(Boolean)
    .join(' ');
  return `${qname} ${qtype} (${how}, port ${port})`;
}

function transportOf({ tcp = false, edns }: GoldenCase): Transport {
  return { protocol: tcp ? 'tcp' : 'udp', ...(edns === undefined ? {} : { edns }) };
}

interface Shape {
  rcode: string;
  flags: string;
  answer: AnswerRecord[];
  ns: AnswerRecord[];
  extra: AnswerRecord[];
}

function shape({ rcode, aa, tc, answer, authority, additional }: Answer): Shape {
  const flags = [aa ? 'aa' : '', tc ? 'tc' : ''].filter(Boolean).join(' ');
  return { rcode, flags, answer: [...answer], ns: [...authority], extra: [...additional] };
}

function expectedOf({ rcode, flags, answer, ns, extra }: GoldenCase): Shape {
  // Some records carry their strings once more, as `txt`.
  const plain = (records: readonly AnswerRecord[]) =>
    records.map(({ name, type, ttl, rdata }) => ({ name, type, ttl, rdata }));
  return { rcode, flags, answer: plain(answer), ns: plain(ns), extra: plain(extra) };
}

/** A lease had run for a second or two when it was recorded. */
function withLeaseLeft(got: Answer, expected: Shape): Answer {
  const records = got.answer.map((record, index) => {
    const recorded = expected.answer[index]?.ttl ?? record.ttl;
    const late = record.ttl - recorded;
    return late >= 0 && late <= 2 ? { ...record, ttl: recorded } : record;
  });
  return { ...got, answer: records };
}

function sizeOf(name: string, got: Answer, transport: Transport): number {
  const sections = {
    answer: got.answer.map(resourceOf),
    authority: got.authority.map(resourceOf),
    additional: got.additional.map(resourceOf),
  };
  return messageLength(name, sections, transport);
}
