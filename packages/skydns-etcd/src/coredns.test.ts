import { type RecordType, recordTypes } from '@skywriter/core';
import {
  type CoreDns,
  type Etcd,
  eventually,
  k2sCorefile,
  provide,
  startCoreDns,
  startEtcd,
  systemClock,
} from '@skywriter/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSkydnsOutput } from './output.ts';
import { assign, name } from './writer/fixtures/records.ts';
import type { SkydnsOutput } from './writer/skydns-output.ts';

const available = [await provide('etcd'), await provide('coredns')].every((component) => component.available);

/** As master file lines; each `owner type value`. */
const records = `
  cluster.local             A     192.0.2.10
  cluster.local             AAAA  2001:db8::10
  cluster.local             TXT   v=spf1 -all
  cluster.local             MX    5 mail.cluster.local
  cluster.local             NS    cluster.local
  mail.cluster.local        A     192.0.2.25
  web.cluster.local         A     192.0.2.11
  web.cluster.local         A     192.0.2.12
  kid.web.cluster.local     A     192.0.2.13
  _http._tcp.web.cluster.local SRV 0 10 80 web.cluster.local
  txt.cluster.local         TXT   back\\slash "and" ü
  k.txt.cluster.local       A     192.0.2.16
  www.cluster.local         CNAME web.cluster.local
  x.deep.ent.cluster.local  A     192.0.2.17
  10.2.0.192.in-addr.arpa   PTR   cluster.local
`
  .trim()
  .split('\n')
  .map((line) => {
    const [owner = '', type = '', ...rest] = line.trim().split(/\s+/);
    return { owner, type: recordTypes.find((known) => known === type) ?? 'A', value: rest.join(' ') };
  });

/** What a real CoreDNS answers; empty: NODATA. */
const answers: readonly (readonly [owner: string, type: RecordType | 'HINFO', ...lines: string[]])[] = [
  ['cluster.local', 'A', 'A 192.0.2.10'],
  ['cluster.local', 'AAAA', 'AAAA 2001:db8::10'],
  ['cluster.local', 'TXT', 'TXT "v=spf1 -all"'],
  ['cluster.local', 'MX', 'MX 5 mail.cluster.local.'],
  ['cluster.local', 'NS', 'NS cluster.local.'],
  ['cluster.local', 'SRV'],
  ['cluster.local', 'CNAME'],
  ['in-addr.arpa', 'NS'],
  ['web.cluster.local', 'A', 'A 192.0.2.11', 'A 192.0.2.12'],
  ['web.cluster.local', 'SRV'],
  ['web.cluster.local', 'CNAME'],
  ['web.cluster.local', 'HINFO'],
  ['kid.web.cluster.local', 'A', 'A 192.0.2.13'],
  ['_http._tcp.web.cluster.local', 'SRV', 'SRV 0 100 80 web.cluster.local.'],
  ['_tcp.web.cluster.local', 'A'],
  ['_tcp.web.cluster.local', 'SRV'],
  ['txt.cluster.local', 'A'],
  ['txt.cluster.local', 'TXT', 'TXT "back\\\\slash \\"and\\" \\195\\188"'],
  ['k.txt.cluster.local', 'A', 'A 192.0.2.16'],
  ['k.txt.cluster.local', 'TXT'],
  ['www.cluster.local', 'A', 'A 192.0.2.11', 'A 192.0.2.12', 'CNAME web.cluster.local.'],
  ['www.cluster.local', 'CNAME', 'CNAME web.cluster.local.'],
  ['www.cluster.local', 'MX'],
  ['ent.cluster.local', 'A'],
  ['deep.ent.cluster.local', 'CNAME'],
  ['x.deep.ent.cluster.local', 'A', 'A 192.0.2.17'],
  ['10.2.0.192.in-addr.arpa', 'PTR', 'PTR cluster.local.'],
  ['10.2.0.192.in-addr.arpa', 'A'],
  ['dns.cluster.local', 'A'],
];

describe.skipIf(!available)('a real CoreDNS', () => {
  let etcd: Etcd;
  let coredns: CoreDns;
  let output: SkydnsOutput;
  beforeAll(async () => {
    etcd = await startEtcd();
    coredns = await startCoreDns({
      corefile: ({ dns }) => k2sCorefile({ port: dns, endpoints: etcd.endpoints, zones: ['in-addr.arpa'] }),
    });
    output = createSkydnsOutput({
      name: 'cluster',
      owner: 'k2s',
      zones: [name('cluster.local'), name('in-addr.arpa')],
      etcd: { endpoints: etcd.endpoints },
      clock: systemClock,
    });
    await output.start({ dirty: () => {}, readiness: () => {} });
    await eventually(() => output.ready, { within: 20_000 });
    const owners = [...new Set(records.map(({ owner }) => owner))];
    const assignments = owners.map((owner) => ({
      name: name(owner),
      recordSets: recordTypes.flatMap((type) => {
        const values = records.filter((record) => record.owner === owner && record.type === type);
        return values.length === 0 ? [] : assign(owner, type, ...values.map(({ value }) => value)).recordSets;
      }),
    }));
    for (const { recordSets } of assignments) expect(output.refuses(recordSets)).toEqual([]);
    for (const outcome of await output.apply(assignments)) expect(outcome.result).toBe('done');
  });
  afterAll(async () => {
    await output?.stop();
    await coredns?.stop();
    await etcd?.stop();
  });

  test.each(answers)('answers %s %s as the record sets say', async (owner, type, ...lines) => {
    const reply = await coredns.query({ name: owner, type });
    expect(reply.rcode).toBe('NOERROR');
    expect(reply.answer.map((record) => `${record.type} ${record.rdata}`).sort()).toEqual(lines);
  });

  test.each(['nx.cluster.local', 'nx.web.cluster.local', '#s.web.cluster.local'])(
    'knows no %s',
    async (owner) => {
      expect((await coredns.query({ name: owner, type: 'A' })).rcode).toBe('NXDOMAIN');
    },
  );
});
