import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFixture } from '../fixtures/golden.ts';
import { affixesOf, registryName, spokenForBy } from './affix.ts';
import { formatHeritage, readHeritage } from './heritage.ts';
import { parseTxtRegistry } from './registry.ts';
import { parseAesKey, seal, unseal } from './sealing.ts';

/** What ExternalDNS's own packages return. */
const recorded = readFixture<{
  key: string;
  written: string;
  names: string[][];
  texts: [base64: string, plain: object | null, decrypted: object | null][];
}>('external-dns-registry.json');
const key = Buffer.from(recorded.key);

describe('names', () => {
  test.each(recorded.names)(
    'prefix %j, suffix %j, wildcard %j: %s %s ⇄ %s',
    (prefix = '', suffix = '', wildcardReplacement = '', ...rest) => {
      const [name = '', type = '', txt, backName, backType, other = '', otherName, otherType] = rest;
      const affixes = affixesOf({ prefix, suffix, wildcardReplacement });
      const written = registryName(name, type, affixes);
      expect(written).toBe(txt);
      const spoken = [spokenForBy(written, affixes), spokenForBy(other, affixes)];
      expect(spoken.map((each) => [each?.name ?? '', each?.name === undefined ? '' : each.type])).toEqual([
        [backName, backName === '' ? '' : backType],
        [otherName, otherName === '' ? '' : otherType],
      ]);
    },
  );
});

describe('texts', () => {
  test.each(recorded.texts)('%s', (base64, plain, decrypted) => {
    const text = Buffer.from(base64, 'base64').toString();
    expect([readHeritage(text, undefined), readHeritage(text, key)].map(asRecorded)).toEqual([
      plain,
      decrypted,
    ]);
  });

  test('what is written is what ExternalDNS writes, and is read back', () => {
    const heritage = { owner: 'k2s', resource: 'ingress/shop/front' };
    expect(formatHeritage(heritage, undefined)).toBe(recorded.written);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'Z', '-', '/', '.', '0', 'ü') }), (owner) => {
        for (const withKey of [undefined, key]) {
          expect(readHeritage(formatHeritage({ ...heritage, owner }, withKey), key)).toEqual({
            ...heritage,
            owner,
          });
        }
      }),
    );
  });

  test('encrypted, a text is always the same, no other has its nonce, and no other key reads it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, two) => {
        expect(seal(one, key)).toBe(seal(one, key));
        if (one !== two) expect(seal(one, key).slice(0, 16)).not.toBe(seal(two, key).slice(0, 16));
        expect(unseal(seal(one, key), key)).toBe(Buffer.from(one).toString());
        expect(unseal(seal(one, key), Buffer.alloc(32, 1))).toBeUndefined();
      }),
    );
  });
});

/** The recorder leaves a resource out that is not there. */
function asRecorded(heritage: ReturnType<typeof readHeritage>): object | null {
  if (heritage === undefined) return null;
  return heritage.resource === undefined ? { owner: heritage.owner } : { ...heritage };
}

test.each<[string, boolean]>([
  ['passphrasewhichneedstobe32bytes!', true],
  [Buffer.alloc(32, 7).toString('base64'), true],
  [
    `${Buffer.alloc(32, 7).toString('base64').slice(0, 20)}\n${Buffer.alloc(32, 7).toString('base64').slice(20)}`,
    true,
  ],
  [Buffer.alloc(32, 7).toString('base64').slice(0, -1), false],
  [Buffer.alloc(31, 7).toString('base64'), false],
  ['short', false],
  ['', false],
])('the key %j', (text, valid) => {
  expect(parseAesKey(text).ok).toBe(valid);
});

test.each([
  [{ prefix: 'a-', suffix: '-b' }, 'SKY_REGISTRY_AFFIX'],
  [{ encrypt: true }, 'SKY_REGISTRY_KEY'],
  [{ aesKey: 'a secret of the wrong length' }, 'SKY_REGISTRY_KEY'],
])('options %j are refused without telling the key', (options, code) => {
  const result = parseTxtRegistry({ kind: 'txt', ...options });
  expect(result).toMatchObject({ ok: false, problem: { code } });
  expect(JSON.stringify(result)).not.toContain('secret of');
});
