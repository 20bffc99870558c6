import { systemClock } from '@skywriter/testbed';
import { decode, encode } from 'dns-packet';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LoopCheck } from './loop-check.ts';
import { answers, outgoing } from './message/outgoing.ts';
import { MAX_QUERY, readQuery } from './message/query.ts';
import { question } from './message/question.ts';
import { replyFor, udpLimit } from './message/reply.ts';
import { createResolver } from './resolver.ts';
import { createRoutes } from './routes.ts';
import type { Exchange } from './upstream/exchange.ts';

const octets = (max: number) => fc.uint8Array({ maxLength: max }).map((array) => Buffer.from(array));
const label = fc.stringMatching(/^[a-zA-Z0-9-]{1,20}$/);
const name = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join('.'));
const query = fc
  .record({
    name,
    id: fc.nat(0xffff),
    type: fc.constantFrom('A' as const, 'AAAA' as const, 'TXT' as const, 'AXFR' as const),
    size: fc.option(fc.nat(0xffff), { nil: undefined }),
  })
  .map(({ name: asked, id, type, size }) => {
    const opt = { type: 'OPT' as const, name: '.' as const, udpPayloadSize: size ?? 0, extendedRcode: 0 };
    const additionals =
      size === undefined ? [] : [{ ...opt, ednsVersion: 0, flags: 0, flag_do: false, options: [] }];
    return encode({ type: 'query', id, flags: 0x100, questions: [{ name: asked, type }], additionals });
  });
/** A query with some octets changed, cut or added. */
const damaged = fc
  .tuple(query, fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 4 }), octets(20), fc.nat(40))
  .map(([whole, changes, more, cut]) => {
    const message = Buffer.concat([whole.subarray(0, whole.length - (cut > 20 ? cut - 20 : 0)), more]);
    for (const [at, octet] of changes) if (at < message.length) message[at] = octet;
    return message;
  });
const anything = fc.oneof(octets(80), damaged, query);

function resolverWith(exchange: Exchange) {
  const routes = createRoutes([], [{ address: '192.0.2.1', port: 53 }]);
  if (!routes.ok) throw new Error('no routes');
  const { signal } = new AbortController();
  const options = { clock: systemClock, exchange, signal };
  return createResolver({
    ...options,
    mixCase: false,
    routes: () => routes.value,
    loopCheck: new LoopCheck(options),
    onQuestion: () => {},
  });
}

test('whatever comes in, what goes out answers it, and is no larger than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(anything, octets(3000), async (message, tail) => {
      // A server that repeats the question, claims an answer, and adds anything.
      const respond = resolverWith(async (_, { query: asked }) => {
        const end = asked.nameEnd + 4;
        const reply = Buffer.concat([asked.message.subarray(0, end), tail]);
        reply.writeUInt16BE(0x8100, 2);
        return reply;
      });
      const reply = await respond(message, 'udp');
      const isReply = message.length >= 12 && (message.readUInt16BE(2) & 0x8000) !== 0;
      if (message.length < 12 || isReply) {
        expect(reply).toBeUndefined();
        return;
      }
      const sent = readQuery(message);
      expect(reply?.readUInt16BE(0)).toBe(message.readUInt16BE(0));
      expect((reply?.readUInt16BE(2) ?? 0) & 0x8000).toBe(0x8000);
      expect(reply?.length).toBeLessThanOrEqual(sent === undefined ? 512 : udpLimit(sent));
      // A reply is never a query, so that two of us cannot talk to each other.
      expect(reply === undefined ? undefined : await respond(reply, 'udp')).toBeUndefined();
    }),
  );
});

test('a query is read as dns-packet reads it', () => {
  fc.assert(
    fc.property(query, (message) => {
      const [asked] = decode(message).questions ?? [];
      expect(readQuery(message)).toMatchObject({ rcode: 0, name: asked?.name.toLowerCase() });
    }),
  );
});

test('what comes from a server is taken for an answer only if it is one', () => {
  fc.assert(
    fc.property(query, anything, fc.boolean(), (message, reply, mixCase) => {
      const read = readQuery(message);
      if (read === undefined || read.rcode !== 0) return;
      const sent = outgoing(read, mixCase);
      expect(answers(reply, sent, read.nameEnd, mixCase)).toBe(false);
      const right = Buffer.from(sent);
      right.writeUInt16BE(0x8180, 2);
      expect(answers(right, sent, read.nameEnd, mixCase)).toBe(true);
      expect(replyFor(read, right, 65_535).subarray(12)).toHaveLength(right.length - 12);
    }),
  );
});

test.each([
  ['a long one', Buffer.concat([question('a.example', 1), Buffer.alloc(MAX_QUERY)]), 1],
  [
    'pointers only',
    Buffer.concat([Buffer.from('123401000001000000000000', 'hex'), Buffer.alloc(4000, 0xc0)]),
    1,
  ],
  ['two questions', Buffer.from('123401000002000000000000', 'hex'), 1],
  ['an update', Buffer.from('123428000001000000000000', 'hex'), 4],
])('%s is rejected', (_, message, rcode) => {
  expect(readQuery(message)).toMatchObject({ rcode, nameEnd: 0 });
});

test('a dot within a label is none between two', () => {
  const odd = Buffer.concat([
    Buffer.from('123401000001000000000000', 'hex'),
    Buffer.from('\x0cevil.cluster\x05local\x00\x00\x01\x00\x01', 'latin1'),
  ]);
  expect(readQuery(odd)).toMatchObject({ rcode: 0, name: 'evil\\046cluster.local' });
});
