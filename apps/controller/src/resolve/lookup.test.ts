import { type Name, parseName, type RecordSet, type RecordType, unwrap } from '@skywriter/core';
import { createDnsOutput, type DnsOutput, formatEndpoint } from '@skywriter/dns-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { systemLookup } from './lookup.ts';

const name = (text: string): Name => unwrap(parseName(text));
const set = (owner: string, type: RecordType, ...values: string[]): RecordSet => ({
  name: name(owner),
  type,
  ttl: 42,
  targets: values.map((value) => ({ value, origins: [] })),
});

describe('systemLookup', () => {
  let server: DnsOutput;
  let servers: string[];

  beforeAll(async () => {
    server = createDnsOutput({
      name: 'test',
      zones: [name('example.com')],
      listen: ['127.0.0.1:0'],
      clock: systemClock,
    });
    await server.start({ dirty: () => {}, readiness: () => {} });
    const records = [
      set('both.example.com', 'A', '192.0.2.1', '192.0.2.2'),
      set('both.example.com', 'AAAA', '2001:db8::1'),
      set('four.example.com', 'A', '192.0.2.4'),
      set('alias.example.com', 'CNAME', 'four.example.com'),
    ];
    const names = [...new Set(records.map((record) => record.name))];
    await server.apply(
      names.map((each) => ({ name: each, recordSets: records.filter((record) => record.name === each) })),
    );
    server.setComplete(true);
    servers = server.endpoints.map(formatEndpoint);
  });
  afterAll(() => server.stop());

  test('asks for both families', async () => {
    const { v4, v6 } = await systemLookup(servers)('both.example.com');
    expect(v4).toEqual({ addresses: expect.arrayContaining(['192.0.2.1', '192.0.2.2']), ttl: 42 });
    expect(v6).toEqual({ addresses: ['2001:db8::1'], ttl: 42 });
  });

  test.each<[host: string, v4: object]>([
    ['four.example.com', { addresses: ['192.0.2.4'], ttl: 42 }],
    ['alias.example.com', { addresses: ['192.0.2.4'], ttl: 42 }],
    ['missing.example.com', { addresses: [] }],
    ['refused.example.net', { failure: 'EREFUSED' }],
  ])('%s', async (host, v4) => {
    expect((await systemLookup(servers)(host)).v4).toEqual(v4);
  });

  test('a family that a host does not have is no failure', async () => {
    expect((await systemLookup(servers)('four.example.com')).v6).toEqual({ addresses: [] });
  });

  test('a name of one label is what the system says', async () => {
    const { v4, v6 } = await systemLookup(['127.0.0.1:1'])('localhost');
    expect([v4, v6].flatMap((family) => ('addresses' in family ? family.addresses : []))).toContainEqual(
      expect.stringMatching(/^(?:127\.0\.0\.1|::1)$/),
    );
  });
});
