import { expect, test } from 'vitest';
import { ingress } from '../testing/objects.ts';
import { kinds, refOf } from './object.ts';

test('a reference carries what orders and reports an object, and nothing else', () => {
  expect(refOf(ingress('shop/front', ['a.example.com'], []))).toStrictEqual({
    kind: 'Ingress',
    namespace: 'shop',
    name: 'front',
  });
  const stored = ingress('shop/front', [], [], 17);
  expect(refOf({ ...stored, metadata: { ...stored.metadata, uid: 'u-1' } })).toStrictEqual({
    kind: 'Ingress',
    namespace: 'shop',
    name: 'front',
    uid: 'u-1',
    createdAt: 17,
  });
});

test('kinds are known once each', () => {
  expect(new Set(kinds).size).toBe(kinds.length);
});
