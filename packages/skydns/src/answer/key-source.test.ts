import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys, parsePrefix, pathOf } from '../key/key.ts';
import { answerSync } from './answer.ts';
import { type KeyValue, keySource } from './key-source.ts';

const keyText = fc.string({
  unit: fc.constantFrom('/', 'a', 'b', 'é', '\u{ffff}', '\u{1f600}'),
  maxLength: 6,
});

test('a range is what a scan finds', () => {
  fc.assert(
    fc.property(fc.array(keyText), keyText, (texts, prefix) => {
      const entries = texts.map((key, index) => ({ key, value: String(index) }));
      const source = keySource(entries);
      const last = new Map(entries.map((entry) => [entry.key, entry]));
      const scanned = [...last.values()]
        .filter(({ key }) => key.startsWith(prefix))
        .sort((a, b) => compareKeys(a.key, b.key));
      expect([...source.range(prefix)]).toEqual(scanned);
      expect(source.get(prefix)).toBe(last.get(prefix));
    }),
  );
});

test('a name among a hundred thousand is answered without a scan', () => {
  let reads = 0;
  const prefix = parsePrefix('skydns');
  const entries = Array.from({ length: 100_000 }, (_, index): KeyValue => {
    const key = `${pathOf(`h${index}.example.com`, prefix)}/#A-1`;
    return {
      value: '{"host":"192.0.2.1"}',
      get key() {
        reads += 1;
        return key;
      },
    };
  });
  const options = { keys: keySource(entries), zones: ['example.com'], prefix, now: 0 };
  reads = 0;
  const found = answerSync({ name: 'h4711.example.com', type: 'A' }, options);
  expect(found.answer).toHaveLength(1);
  const missing = answerSync({ name: 'nobody.example.com', type: 'A' }, options);
  expect(missing.rcode).toBe('NXDOMAIN');
  // A binary search reads 17 keys; each question makes two or three.
  expect(reads).toBeLessThan(200);
});
