import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, textOf } from '../fixtures/exchange.ts';
import { name, type Served, serve } from '../fixtures/serve.ts';

const records = `
  www.example.com            -    A      192.0.2.2
  www.example.com            -    A      192.0.2.1
  www.example.com            60   AAAA   2001:db8::1
  example.com                -    MX     10 mail.example.com
  example.com                -    MX     20 backup.example.net
  example.com                -    TXT    "v=spf1 -all"
  mail.example.com           -    A      192.0.2.25
  null.example.com           -    MX     0 .
  ptr.example.com            -    PTR    host.example.net
  _http._tcp.example.com     -    SRV    0 5 80 www.example.com
  _http._tcp.example.com     -    SRV    0 5 81 www.example.com
  a.ent.example.com          -    A      192.0.2.3

  *.apps.example.com         -    A      192.0.2.9
  *.apps.example.com         -    MX     5 mail.example.com
  real.apps.example.com      -    TXT    "no address"
  x.deep.apps.example.com    -    A      192.0.2.10
  *.alias.example.com        -    CNAME  www.example.com

  alias.example.com          60   CNAME  www.example.com
  chain.example.com          -    CNAME  alias.example.com
  outside.example.com        -    CNAME  www.example.net
  dangling.example.com       -    CNAME  nowhere.example.com
  noaddress.example.com      -    CNAME  ptr.example.com
  towild.example.com         -    CNAME  any.apps.example.com
  delegated.example.com      -    CNAME  www.sub.example.com
  loop1.example.com          -    CNAME  loop2.example.com
  loop2.example.com          -    CNAME  loop1.example.com
  self.example.com           -    CNAME  self.example.com
  tochild.example.com        -    CNAME  www.in.between.example.com

  sub.example.com            -    NS     ns.sub.example.com
  sub.example.com            -    NS     ns.example.net
  ns.sub.example.com         -    A      192.0.2.53
  www.sub.example.com        -    A      192.0.2.66
`;

const soa = (zone = 'example.com', ttl = 30) =>
  `ns ${zone} ${ttl} SOA ns.${zone} hostmaster.${zone} 3600 900 1209600 30`;
const nxdomain = ['NXDOMAIN aa', soa()];
const nodata = ['NOERROR aa', soa()];

const table: [question: string, want: string[]][] = [
  // Data.
  [
    'www.example.com A',
    ['NOERROR aa', 'an www.example.com 30 A 192.0.2.1', 'an www.example.com 30 A 192.0.2.2'],
  ],
  ['www.example.com AAAA', ['NOERROR aa', 'an www.example.com 60 AAAA 2001:db8::1']],
  ['example.com TXT', ['NOERROR aa', 'an example.com 30 TXT "v=spf1 -all"']],
  ['null.example.com MX', ['NOERROR aa', 'an null.example.com 30 MX 0 .']],
  ['ptr.example.com PTR', ['NOERROR aa', 'an ptr.example.com 30 PTR host.example.net']],
  [
    'example.com MX',
    [
      'NOERROR aa',
      'an example.com 30 MX 10 mail.example.com',
      'an example.com 30 MX 20 backup.example.net',
      'ar mail.example.com 30 A 192.0.2.25',
    ],
  ],
  [
    '_http._tcp.example.com SRV',
    [
      'NOERROR aa',
      'an _http._tcp.example.com 30 SRV 0 5 80 www.example.com',
      'an _http._tcp.example.com 30 SRV 0 5 81 www.example.com',
      'ar www.example.com 30 A 192.0.2.1',
      'ar www.example.com 30 A 192.0.2.2',
      'ar www.example.com 60 AAAA 2001:db8::1',
    ],
  ],

  // Absence: of the type, of the name, and neither at an empty non-terminal (RFC 8020).
  ['www.example.com TXT', nodata],
  ['www.example.com HTTPS', nodata],
  ['nope.example.com A', nxdomain],
  ['below.www.example.com A', nxdomain],
  ['ent.example.com A', nodata],
  ['_tcp.example.com SRV', nodata],
  ['b.ent.example.com A', nxdomain],

  // Wildcards (RFC 4592).
  ['any.apps.example.com A', ['NOERROR aa', 'an any.apps.example.com 30 A 192.0.2.9']],
  ['two.labels.apps.example.com A', ['NOERROR aa', 'an two.labels.apps.example.com 30 A 192.0.2.9']],
  ['*.apps.example.com A', ['NOERROR aa', 'an *.apps.example.com 30 A 192.0.2.9']],
  ['any.apps.example.com AAAA', nodata],
  ['apps.example.com A', nodata],
  ['real.apps.example.com A', nodata],
  ['below.real.apps.example.com A', nxdomain],
  ['deep.apps.example.com A', nodata],
  ['y.deep.apps.example.com A', nxdomain],
  [
    'any.apps.example.com MX',
    ['NOERROR aa', 'an any.apps.example.com 30 MX 5 mail.example.com', 'ar mail.example.com 30 A 192.0.2.25'],
  ],
  [
    'any.alias.example.com AAAA',
    [
      'NOERROR aa',
      'an any.alias.example.com 30 CNAME www.example.com',
      'an www.example.com 60 AAAA 2001:db8::1',
    ],
  ],

  // Aliases.
  [
    'chain.example.com AAAA',
    [
      'NOERROR aa',
      'an chain.example.com 30 CNAME alias.example.com',
      'an alias.example.com 60 CNAME www.example.com',
      'an www.example.com 60 AAAA 2001:db8::1',
    ],
  ],
  ['alias.example.com CNAME', ['NOERROR aa', 'an alias.example.com 60 CNAME www.example.com']],
  ['alias.example.com MX', ['NOERROR aa', 'an alias.example.com 60 CNAME www.example.com', soa()]],
  ['outside.example.com A', ['NOERROR aa', 'an outside.example.com 30 CNAME www.example.net']],
  ['dangling.example.com A', ['NXDOMAIN aa', 'an dangling.example.com 30 CNAME nowhere.example.com', soa()]],
  ['noaddress.example.com A', ['NOERROR aa', 'an noaddress.example.com 30 CNAME ptr.example.com', soa()]],
  [
    'towild.example.com A',
    [
      'NOERROR aa',
      'an towild.example.com 30 CNAME any.apps.example.com',
      'an any.apps.example.com 30 A 192.0.2.9',
    ],
  ],
  [
    'delegated.example.com A',
    [
      'NOERROR aa',
      'an delegated.example.com 30 CNAME www.sub.example.com',
      'ns sub.example.com 30 NS ns.example.net',
      'ns sub.example.com 30 NS ns.sub.example.com',
      'ar ns.sub.example.com 30 A 192.0.2.53',
    ],
  ],
  [
    'loop1.example.com A',
    [
      'NOERROR aa',
      'an loop1.example.com 30 CNAME loop2.example.com',
      'an loop2.example.com 30 CNAME loop1.example.com',
    ],
  ],
  ['self.example.com A', ['NOERROR aa', 'an self.example.com 30 CNAME self.example.com']],

  // The zone itself.
  ['example.com SOA', ['NOERROR aa', `an ${soa().slice(3)}`]],
  ['www.example.com SOA', nodata],
  [
    'example.com NS',
    ['NOERROR aa', 'an example.com 30 NS ns.example.com', 'ar ns.example.com 30 A 127.0.0.1'],
  ],
  ['ns.example.com A', ['NOERROR aa', 'an ns.example.com 30 A 127.0.0.1']],
  ['example.com A', nodata],

  // Delegations: what is below is another server's to say, even though we have it.
  ...['sub.example.com NS', 'sub.example.com A', 'www.sub.example.com A', 'nope.sub.example.com A'].map(
    (question): [string, string[]] => [
      question,
      [
        'NOERROR',
        'ns sub.example.com 30 NS ns.example.net',
        'ns sub.example.com 30 NS ns.sub.example.com',
        'ar ns.sub.example.com 30 A 192.0.2.53',
      ],
    ],
  ),
  ['sub.example.com DS', nodata],

  // ANY is answered, and amplifies nothing (RFC 8482).
  ['example.com ANY', ['NOERROR aa', 'an example.com 3600 HINFO RFC8482 ']],
  ['any.apps.example.com ANY', ['NOERROR aa', 'an any.apps.example.com 3600 HINFO RFC8482 ']],
  ['alias.example.com ANY', ['NOERROR aa', 'an alias.example.com 60 CNAME www.example.com']],
  ['ent.example.com ANY', nodata],
  ['nope.example.com ANY', nxdomain],

  // Several zones: the longest that holds the name, known to its parent as a delegation.
  ['www.in.between.example.com A', ['NOERROR aa', 'an www.in.between.example.com 30 A 192.0.2.77']],
  ['nope.in.between.example.com A', ['NXDOMAIN aa', soa('in.between.example.com')]],
  ['in.between.example.com SOA', ['NOERROR aa', `an ${soa('in.between.example.com').slice(3)}`]],
  [
    'tochild.example.com A',
    [
      'NOERROR aa',
      'an tochild.example.com 30 CNAME www.in.between.example.com',
      'ns in.between.example.com 30 NS ns.in.between.example.com',
      'ar ns.in.between.example.com 30 A 127.0.0.1',
    ],
  ],
  ['in.between.example.com DS', nodata],
  ['example.com DS', nodata],
  ['between.example.com A', nodata],
  ['www.example.org A', ['NOERROR aa', 'an www.example.org 30 A 192.0.2.88']],

  // Not ours to answer.
  ['www.example.net A', ['REFUSED']],
  ['com A', ['REFUSED']],
  ['. NS', ['REFUSED']],
  ['www.example.com A CH', ['REFUSED']],
  ['www.example.com A ANY', ['REFUSED']],
  ['example.com AXFR', ['REFUSED']],
  ['example.com IXFR', ['REFUSED']],
  ['example.com TKEY', ['NOTIMP']],
];

describe('answers', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve(
      `${records}
       www.in.between.example.com  - A 192.0.2.77
       www.example.org             - A 192.0.2.88`,
      { zones: ['example.com', 'in.between.example.com', 'example.org'].map(name) },
    );
  });
  afterAll(() => served.output.stop());

  describe.each([{ tcp: false }, { tcp: true }])('%o', (transport) => {
    test.each(table)('%s', async (question, want) => {
      const response = await ask(served.endpoint, question, transport);
      expect(response.id).toBe(4711);
      expect(response.questions).toHaveLength(1);
      expect(textOf(response)).toEqual(want);
    });
  });

  test('every question of the table has had an answer without an error of ours', () => {
    expect(served.output.statistics.faults).toBe(0);
  });
});

test('the TTL of an absence is the lesser of the SOA’s TTL and its minimum (RFC 2308 §3)', async () => {
  for (const [soaOptions, ttl] of [
    [{ ttl: 900, minimum: 60 }, 60],
    [{ ttl: 10, minimum: 60 }, 10],
  ] as const) {
    const { output, endpoint } = await serve('', { soa: soaOptions });
    const absent = textOf(await ask(endpoint, 'nope.example.com A'));
    expect(absent[1]).toMatch(new RegExp(`^ns example.com ${ttl} SOA .* 60$`));
    expect(textOf(await ask(endpoint, 'example.com SOA'))[1]).toContain(
      `an example.com ${soaOptions.ttl} SOA`,
    );
    await output.stop();
  }
});

test('a chain of aliases ends after sixteen', async () => {
  const chain = Array.from({ length: 20 }, (_, i) => `c${i}.example.com - CNAME c${i + 1}.example.com`);
  const { output, endpoint } = await serve(chain.join('\n'));
  const [code, ...lines] = textOf(await ask(endpoint, 'c0.example.com A', { tcp: true }));
  expect(code).toBe('NOERROR aa');
  expect(lines).toEqual(chain.slice(0, 16).map((line) => `an ${line.replace(' - ', ' 30 ')}`));
  await output.stop();
});

test('name servers and their addresses as configured', async () => {
  const { output, endpoint } = await serve('', {
    zones: ['example.com', 'sub.example.com'].map(name),
    ns: [
      { host: name('ns1.sub.example.com'), addresses: [{ family: 4, text: '192.0.2.53' }] },
      { host: name('ns2.example.net'), addresses: [{ family: 4, text: '192.0.2.54' }] },
    ],
    soa: { mailbox: 'first.last@example.net' },
  });
  const servers = (zone: string) => [`${zone} 30 NS ns1.sub.example.com`, `${zone} 30 NS ns2.example.net`];
  // The address is asked of the zone that holds it: not of the parent, for which it is below a delegation.
  expect(textOf(await ask(endpoint, 'example.com NS'))).toEqual([
    'NOERROR aa',
    ...servers('example.com').map((line) => `an ${line}`),
  ]);
  expect(textOf(await ask(endpoint, 'sub.example.com NS'))).toEqual([
    'NOERROR aa',
    ...servers('sub.example.com').map((line) => `an ${line}`),
    'ar ns1.sub.example.com 30 A 192.0.2.53',
  ]);
  expect(textOf(await ask(endpoint, 'example.com SOA'))[1]).toContain(
    'ns1.sub.example.com first\\.last.example.net',
  );
  await output.stop();
});
