import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFixture } from '../fixtures/golden.ts';
import { formatMessage, messageOf, parseMessage } from './message.ts';

/** Values and what Go made of them, in the order of CoreDNS's struct; null where it refused. */
type GoCase = { readonly text?: string; readonly base64?: string; readonly go: readonly unknown[] | null };

describe("as Go's encoding/json", () => {
  const { json } = readFixture<{ json: GoCase[] }>('go-semantics.json');
  test.each(json)('$text$base64', ({ text, base64 = '', go }) => {
    const parsed = parseMessage(text ?? Buffer.from(base64, 'base64'));
    if (!parsed.ok) return expect(go).toBe(null);
    const { host, port, priority, weight, text: txt, mail, ttl, targetstrip, group } = parsed.value;
    expect([host, port, priority, weight, txt, mail, ttl, targetstrip, group]).toEqual(go);
  });
});

test.each<[string, Parameters<typeof messageOf>[0]]>([
  ['{"host":"a","HOST":"b","host":"c"}', { host: 'c' }],
  ['{"host":"a","host":null}', { host: 'a' }],
  ['null', {}],
  ['{"ho\u017ft":"a"}', { host: 'a' }],
  ['{"text":"\\ud800"}', { text: '\ufffd' }],
  ['{"owner":"k2s","origins":["Ingress/a/b#x"]}', { extra: { owner: 'k2s', origins: ['Ingress/a/b#x'] } }],
  ['{"Owner":{"a":[1,{"b":null}]}}', { extra: { Owner: { a: [1, { b: null }] } } }],
  ['{"port":-0}', { port: 0 }],
  // Only the low 16 bits reach a message.
  ['{"port":9223372036854775807}', { port: 2 ** 48 - 1 }],
  ['{"port":-9223372036854775808}', { port: 2 ** 48 }],
])('%s', (json, fields) => {
  expect(parseMessage(json)).toEqual({ ok: true, value: messageOf(fields) });
  expect(parseMessage(Buffer.from(json))).toEqual({ ok: true, value: messageOf(fields) });
});

test('a field named __proto__ is a field', () => {
  const parsed = parseMessage('{"__proto__":{"host":"evil"}}');
  expect(parsed.ok && parsed.value.host).toBe('');
  expect(parsed.ok && formatMessage(parsed.value)).toBe('{"__proto__":{"host":"evil"}}');
});

test.each([
  ['', 'SKY_MESSAGE_JSON'],
  ['\ufeff{}', 'SKY_MESSAGE_JSON'],
  ['{} x', 'SKY_MESSAGE_JSON'],
  ['not json', 'SKY_MESSAGE_JSON'],
  ['[]', 'SKY_MESSAGE_OBJECT'],
  ['"x"', 'SKY_MESSAGE_OBJECT'],
  ['1', 'SKY_MESSAGE_OBJECT'],
  ['{"port":"80"}', 'SKY_MESSAGE_FIELD'],
  ['{"port":"80","port":80}', 'SKY_MESSAGE_FIELD'],
  ['{"port":60.0}', 'SKY_MESSAGE_FIELD'],
  ['{"port":6e1}', 'SKY_MESSAGE_FIELD'],
  ['{"mail":"true"}', 'SKY_MESSAGE_FIELD'],
  ['{"mail":0}', 'SKY_MESSAGE_FIELD'],
  ['{"ttl":-1}', 'SKY_MESSAGE_FIELD'],
  ['{"ttl":-0}', 'SKY_MESSAGE_FIELD'],
  ['{"ttl":4294967296}', 'SKY_MESSAGE_FIELD'],
  ['{"port":9223372036854775808}', 'SKY_MESSAGE_FIELD'],
  [`{"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'SKY_MESSAGE_JSON'],
  [' '.repeat(8 * 1024 * 1024 + 1), 'SKY_MESSAGE_SIZE'],
])('%.40s is refused', (json, code) => {
  const parsed = parseMessage(json);
  expect(parsed).toMatchObject({ ok: false, problem: { code } });
  // However long the value: what goes into a log stays short.
  expect(parsed.ok || parsed.problem.message.length).toBeLessThan(200);
});

test('values of megabytes and of ten thousand levels are read, and their depths dropped', () => {
  const text = '\\"'.repeat(500_000);
  expect(parseMessage(`{"text":"${text}"}`)).toMatchObject({
    ok: true,
    value: { text: '"'.repeat(500_000) },
  });
  const parsed = parseMessage(`{"host":"a","x":${'['.repeat(9_999)}${']'.repeat(9_999)},"y":[[1]]}`);
  expect(parsed).toEqual({ ok: true, value: messageOf({ host: 'a', extra: { y: [[1]] } }) });
});

test('bytes are always the same', () => {
  const message = messageOf({
    extra: { z: 1, owner: 'k2s', a: ['x'] },
    group: 'g',
    ttl: 60,
    mail: true,
    text: 'say "hi"',
    port: -1,
    host: '192.0.2.1',
  });
  const bytes =
    '{"host":"192.0.2.1","port":-1,"text":"say \\"hi\\"","mail":true,"ttl":60,"group":"g","a":["x"],"owner":"k2s","z":1}';
  expect(formatMessage(message)).toBe(bytes);
  expect(formatMessage(messageOf({}))).toBe('{}');
});

/** JSON has no -0. */
const integer = fc.maxSafeInteger().map((number) => number + 0);
const text = fc.string({ unit: 'grapheme' });
const anyMessage = fc
  .record(
    {
      host: text,
      port: integer,
      priority: integer,
      weight: integer,
      text,
      mail: fc.boolean(),
      ttl: fc.nat(2 ** 32 - 1),
      targetstrip: integer,
      group: text,
      extra: fc.dictionary(
        fc.stringMatching(/^x[a-z]{0,5}$/),
        fc.oneof(text, integer, fc.boolean(), fc.constant(null), fc.array(text), fc.dictionary(text, text)),
      ),
    },
    { requiredKeys: [] },
  )
  .map(messageOf);

test('what is written is read again', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      expect(parseMessage(formatMessage(message))).toEqual({ ok: true, value: message });
    }),
  );
});

test('no value makes it throw', () => {
  const bytes = fc.uint8Array({ maxLength: 60 });
  const json = fc.json({ noUnicodeString: false });
  const broken = fc
    .tuple(json, fc.nat(80), fc.string({ maxLength: 2 }))
    .map(([text, at, junk]) => text.slice(0, at) + junk + text.slice(at));
  fc.assert(
    fc.property(fc.oneof(bytes, json, broken, fc.string({ unit: 'binary' })), (value) => {
      const parsed = parseMessage(value);
      if (parsed.ok) expect(parseMessage(formatMessage(parsed.value))).toEqual(parsed);
    }),
    { numRuns: 2000 },
  );
});
