import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKeys, domainOfKey, keyLabels, labelsOfKey, parsePrefix, pathOf } from './key.ts';

test.each([
  ['skydns', '/skydns'],
  ['/skydns', '/skydns'],
  ['/skydns/', '/skydns'],
  ['//org//skydns', '/org/skydns'],
  ['a/../skydns/.', '/skydns'],
  ['', '/'],
  ['/', '/'],
])('the prefix %j is %s', (text, prefix) => {
  expect(parsePrefix(text)).toBe(prefix);
});

describe('pathOf', () => {
  test.each([
    ['www.example.com', '/skydns/com/example/www'],
    ['WWW.Example.COM.', '/skydns/com/example/www'],
    ['.', '/skydns'],
    ['*.example.com', '/skydns/com/example/*'],
    ['my\\ svc.x', '/skydns/x/my\\ svc'],
    ['my svc.x', '/skydns/x/my\\ svc'],
    ['a\\.b.x', '/skydns/x/a\\.b'],
    ['a@b.x', '/skydns/x/a\\@b'],
    ['ü.x', '/skydns/x/\\195\\188'],
    ['\\195\\188.x', '/skydns/x/\\195\\188'],
    ['0/25.x', '/skydns/x/0/25'],
    ['/.x', '/skydns/x'],
    ['_http._tcp.x', '/skydns/x/_tcp/_http'],
  ])('%s is at %s', (name, key) => {
    expect(pathOf(name, parsePrefix('skydns'))).toBe(key);
  });

  test('the root prefix adds nothing', () => {
    expect(pathOf('www.x.', parsePrefix('/'))).toBe('/x/www');
    expect(pathOf('.', parsePrefix('/'))).toBe('/');
  });

  const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9_-]{0,6}[a-z0-9_])?$/);

  test('labelsOfKey takes apart what pathOf made', () => {
    const prefixes = fc.constantFrom('/', 'skydns', 'org/skydns').map(parsePrefix);
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), prefixes, (labels, prefix) => {
        expect(labelsOfKey(pathOf(labels.join('.'), prefix), prefix)).toEqual(labels);
        expect(keyLabels(labels.join('.'))).toEqual(labels.toReversed());
      }),
    );
  });

  test('domainOfKey is right for a prefix of one component, and only for that', () => {
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), (labels) => {
        const name = labels.join('.');
        expect(domainOfKey(pathOf(name, parsePrefix('skydns')))).toBe(`${name}.`);
        expect(domainOfKey(pathOf(name, parsePrefix('org/skydns')))).toBe(`${name}.skydns.`);
      }),
    );
  });
});

test.each([
  ['/skydns/x/www', ['www', 'x']],
  ['/skydns/x/', ['', 'x']],
  ['/skydns/x//www', ['www', '', 'x']],
  ['/skydns', undefined],
  ['/skydns/', undefined],
  ['/skydns2/x', undefined],
])('the labels of %s are %j', (key, labels) => {
  expect(labelsOfKey(key, parsePrefix('skydns'))).toEqual(labels);
});

test.each([
  ['/skydns/local/x/', 'x.local.'],
  ['/s2', '.'],
  ['/skydns/.', '.'],
  ['/skydns/x//y', 'y..x.'],
  ['/', undefined],
  ['', undefined],
])('CoreDNS makes of the key %s the name %s', (key, name) => {
  expect(domainOfKey(key)).toBe(name);
});

test('keys are in the order of their bytes', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('/', 'a', '\u{ffff}', '\u{e000}'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
