import { describe, expect, test } from 'vitest';
import { readFixture } from '../fixtures/golden.ts';
import { hostType, parseIp } from './host.ts';

describe("as Go's net.ParseIP", () => {
  const { ip } = readFixture<{ ip: [host: string, printed: string | null][] }>('go-semantics.json');
  test.each(ip)('%j is %s', (host, printed) => {
    expect(parseIp(host)?.text ?? null).toBe(printed);
  });
});

test.each([
  ['10.0.0.1', '', 'A'],
  ['::ffff:10.0.0.1', '', 'A'],
  ['2001:DB8::1', '', 'AAAA'],
  ['::', '', 'AAAA'],
  ['fe80::1%eth0', '', 'CNAME'],
  ['010.0.0.1', '', 'CNAME'],
  [' 10.0.0.1', '', 'CNAME'],
  ['10.0.0.1.', '', 'CNAME'],
  ['10.0.0.1:80', '', 'CNAME'],
  ['[2001:db8::1]', '', 'CNAME'],
  ['10.0.0.0/24', '', 'CNAME'],
  ['example.com', '', 'CNAME'],
  ['example.com', 'text', 'TXT'],
  ['10.0.0.1', 'text', 'A'],
  ['', 'text', 'TXT'],
])('a host %j with the text %j is %s', (host, text, type) => {
  expect(hostType(host, text)).toBe(type);
});
