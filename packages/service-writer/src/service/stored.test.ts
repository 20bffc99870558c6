import { describe, expect, it } from 'vitest';
import { name, sets } from '../fixtures/world.ts';
import { decodeStored, encodeStored } from './stored.ts';

const stored = {
  owner: 'k2s',
  output: 'api',
  service: 's',
  prefixes: ['a.test/'],
  records: new Map([
    [name('b.test'), sets('b.test', '60 A 10.0.0.1,10.0.0.2', '30 AAAA fd00::1')],
    [name('*.a.test'), sets('*.a.test', '60 CNAME lb.test')],
  ]),
};

describe('what a Service says of itself', () => {
  it('is read as it was written, order and origins included', () => {
    const read = decodeStored(encodeStored(stored));
    expect(read).toEqual(stored);
    expect([...(read?.records.keys() ?? [])]).toEqual(['b.test', '*.a.test']);
  });

  const good = JSON.parse(encodeStored(stored));
  const set = { type: 'A', ttl: 60, targets: { '10.0.0.1': ['x'] } };
  const named = (value: unknown, host = 'b.test') => ({ ...good, names: { [host]: value } });
  it.each<[what: string, value: unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', [good]],
    ['no owner', { ...good, owner: undefined }],
    ['another type of owner', { ...good, owner: 1 }],
    ['no output', { ...good, output: undefined }],
    ['no Service', { ...good, service: undefined }],
    ['other prefixes', { ...good, prefixes: 'a.test/' }],
    ['a name that is none', named([set], 'a..b')],
    ['a name in another form', named([set], 'B.test')],
    ['no sets', named(set)],
    ['empty sets', named([])],
    ['an unknown type', named([{ ...set, type: 'X' }])],
    ['a TTL that is none', named([{ ...set, ttl: '60' }])],
    ['TTL 0', named([{ ...set, ttl: 0 }])],
    ['no targets', named([{ ...set, targets: {} }])],
    ['a target of another family', named([{ ...set, targets: { 'fd00::1': [] } }])],
    ['a target in another form', named([{ ...set, type: 'AAAA', targets: { 'FD00::1': [] } }])],
    ['origins that are none', named([{ ...set, targets: { '10.0.0.1': 'x' } }])],
  ])('is none of ours: %s', (_what, value) => {
    expect(decodeStored(JSON.stringify(value) ?? '')).toBeUndefined();
  });

  it('is none of ours: no JSON', () => {
    expect(decodeStored('{')).toBeUndefined();
  });
});
