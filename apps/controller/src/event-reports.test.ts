import {
  type Claim,
  type NameState,
  type ObjectProblem,
  type ObjectRef,
  type Problem,
  parseName,
  unwrap,
} from '@skywriter/core';
import { describe, expect, test } from 'vitest';
import { nameReports, objectReports, reasonOf } from './event-reports.ts';

const name = unwrap(parseName('shop.example.com'));
const object = (namespace: string): ObjectRef => ({
  kind: 'Ingress',
  namespace,
  name: 'front',
  uid: namespace,
});
const claim = (namespace: string, type: Claim['type'] = 'A'): Claim => ({
  name,
  type,
  targets: ['10.0.0.1'],
  ttl: undefined,
  origin: { object: object(namespace), rule: 'spec.rules[0].host' },
});
const problem = (code: Problem['code']): Problem => ({ code, message: 'What.', hint: 'Do.' });
/** As of an object whose reference was read back from a record: without a uid. */
const problemOf = (code: Problem['code'], namespace: string): ObjectProblem => {
  const { uid: _, ...ref } = object(namespace);
  return { ...problem(code), origin: { object: ref, rule: '' }, name };
};

describe('what the authors of objects are told of a name', () => {
  // The state, its problems, the namespaces that claim the name: namespace, reason and note of each Event.
  test.each<[string, NameState, Problem[], string[], string[]]>([
    ['settled', 'settled', [], ['a'], []],
    ['lost to another', 'refused', [problemOf('SKY_NAME_HELD', 'b')], ['a', 'b'], ['b NameHeld What. Do.']],
    [
      'one lost, one without an address',
      'held',
      [problemOf('SKY_CNAME_BESIDE', 'b'), problemOf('SKY_HELD', 'a')],
      ['a', 'b'],
      ['b CnameBeside What. Do.', 'a Held What. Do.'],
    ],
    ['the object is gone', 'held', [problemOf('SKY_HELD', 'gone')], ['a'], []],
    ['reserved', 'refused', [problemOf('SKY_NAME_RESERVED', 'a')], ['a'], ['a NameReserved What. Do.']],
    ['no address yet', 'waiting', [problemOf('SKY_NO_TARGETS', 'a')], ['a'], ['a NoTargets What. Do.']],
    [
      'taken by a foreign owner',
      'withheld',
      [problem('SKY_NAME_FOREIGN')],
      ['a', 'b'],
      ['a NameForeign Output cluster: What. Do.', 'b NameForeign Output cluster: What. Do.'],
    ],
    ['kept by policy', 'withheld', [problem('SKY_POLICY')], ['a'], ['a Policy Output cluster: What. Do.']],
    ['in a loop', 'refused', [problem('SKY_CNAME_LOOP')], ['a'], ['a CnameLoop Output cluster: What. Do.']],
    ['a mass deletion', 'withheld', [problem('SKY_MASS_DELETION')], ['a'], []],
    ['a write that failed', 'failed', [problem('SKY_ETCD_UNREACHABLE')], ['a'], []],
    ['nobody claims it', 'withheld', [problem('SKY_NAME_FOREIGN')], [], []],
  ])('%s', (_, state, problems, namespaces, expected) => {
    const claims = namespaces.map((namespace) => claim(namespace));
    const reports = nameReports({ output: 'cluster', state, problems, claims });
    expect(reports.map((each) => `${each.object.uid} ${each.reason} ${each.note}`)).toEqual(expected);
    expect(reports.every(({ type }) => type === 'Warning')).toBe(true);
  });

  test('an object with several claims is told once', () => {
    const claims = [claim('a'), claim('a', 'AAAA')];
    const problems = [problem('SKY_NAME_FOREIGN')];
    expect(nameReports({ output: 'cluster', state: 'withheld', problems, claims })).toHaveLength(1);
  });
});

test('what a source found is said of the object', () => {
  const found = {
    ...problem('SKY_NAME_SYNTAX'),
    origin: { object: object('a'), rule: 'spec.rules[0].host' },
  };
  expect(objectReports([found])).toEqual([
    { object: object('a'), type: 'Warning', reason: 'NameSyntax', note: 'What. Do.' },
  ]);
});

test('a name that no output of ours publishes is no Event: somebody else may publish it', () => {
  const found = {
    ...problem('SKY_NAME_NO_OUTPUT'),
    origin: { object: object('a'), rule: 'spec.rules[0].host' },
  };
  expect(objectReports([found])).toEqual([]);
});

test.each<[Problem['code'], string]>([
  ['SKY_HELD', 'Held'],
  ['SKY_NAME_HELD', 'NameHeld'],
  ['SKY_CNAME_BESIDE', 'CnameBeside'],
])('%s is the reason %s', (code, reason) => {
  expect(reasonOf(code)).toBe(reason);
});
