import { type Name, parseName, type RecordType, unwrap } from '@skywriter/core';
import { expect, test } from 'vitest';
import { countRecords } from './record-counts.ts';

const name = (text: string): Name => unwrap(parseName(text));
const claim = (owner: string, type: RecordType, ...targets: string[]) => ({
  name: name(owner),
  type,
  targets,
});
const set = (owner: string, type: RecordType) => ({ name: name(owner), type, ttl: 300, targets: [] });

test('counts what is asked for, what is there, and what is both', () => {
  const claims = [
    claim('a.example', 'A', '192.0.2.1'),
    claim('a.example', 'A', '192.0.2.2'),
    claim('a.example', 'AAAA', '2001:db8::1'),
    claim('b.example', 'A', '192.0.2.3'),
    claim('waiting.example', 'A'),
  ];
  const there = [set('a.example', 'A'), set('gone.example', 'A'), set('gone.example', 'TXT')];
  const output = {
    observed: (of: Name) => ({ recordSets: there.filter((one) => one.name === of), foreign: [] }),
    ownedNames: () => new Set(there.map((one) => one.name)),
  };
  const engine = {
    names: new Set(claims.map((one) => one.name)),
    claimsTo: (of: Name) => claims.filter((one) => one.name === of),
    outputs: [{ output }],
  };
  const counts = countRecords(engine);
  expect(Object.fromEntries(counts.source)).toEqual({ A: 2, AAAA: 1 });
  expect(Object.fromEntries(counts.registry)).toEqual({ A: 2, TXT: 1 });
  expect(Object.fromEntries(counts.verified)).toEqual({ A: 1 });
});
