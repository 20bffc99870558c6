import { describe, expect, test } from 'vitest';
import type { RecordSet } from '../record/record-set.ts';
import { name, recordSet, rrText } from '../testing/records.ts';
import { type Policy, planName } from './plan.ts';

const owner = 'shop.example.com';
const a1 = recordSet(owner, 60, 'A', ['192.0.2.1']);
const a2 = recordSet(owner, 60, 'A', ['192.0.2.2']);
const a1Later = recordSet(owner, 90, 'A', ['192.0.2.1']);
const aaaa = recordSet(owner, 60, 'AAAA', ['2001:db8::1']);
const cname = recordSet(owner, 60, 'CNAME', ['lb.example.net']);

interface Case {
  readonly what: string;
  readonly before: readonly RecordSet[];
  readonly wanted: readonly RecordSet[];
  readonly policy?: Policy;
  readonly foreign?: readonly string[];
  readonly changes: readonly string[];
  readonly after: readonly RecordSet[];
  readonly withheld?: readonly string[];
}

const table: readonly Case[] = [
  { what: 'nothing to do', before: [a1], wanted: [a1], changes: [], after: [a1] },
  { what: 'create', before: [], wanted: [a1], changes: ['create'], after: [a1] },
  { what: 'update of targets', before: [a1], wanted: [a2], changes: ['update'], after: [a2] },
  { what: 'update of the TTL', before: [a1], wanted: [a1Later], changes: ['update'], after: [a1Later] },
  { what: 'delete', before: [a1], wanted: [], changes: ['delete'], after: [] },
  { what: 'one family goes', before: [a1, aaaa], wanted: [a1], changes: ['delete'], after: [a1] },
  {
    what: 'address becomes CNAME',
    before: [a1],
    wanted: [cname],
    changes: ['create', 'delete'],
    after: [cname],
  },
  {
    what: 'upsert-only keeps names',
    before: [a1],
    wanted: [],
    policy: 'upsert-only',
    changes: [],
    after: [a1],
    withheld: ['SKY_POLICY'],
  },
  {
    what: 'upsert-only updates',
    before: [a1, aaaa],
    wanted: [a2],
    policy: 'upsert-only',
    changes: ['update'],
    after: [a2, aaaa],
    withheld: ['SKY_POLICY'],
  },
  {
    what: 'upsert-only lets no CNAME stand beside what it keeps',
    before: [a1],
    wanted: [cname],
    policy: 'upsert-only',
    changes: [],
    after: [a1],
    withheld: ['SKY_POLICY', 'SKY_POLICY'],
  },
  {
    what: 'create-only creates',
    before: [],
    wanted: [a1],
    policy: 'create-only',
    changes: ['create'],
    after: [a1],
  },
  {
    what: 'create-only changes nothing',
    before: [a1],
    wanted: [a2, aaaa],
    policy: 'create-only',
    changes: [],
    after: [a1],
    withheld: ['SKY_POLICY', 'SKY_POLICY'],
  },
  {
    what: 'a foreign name is left alone',
    before: [],
    wanted: [a1],
    foreign: ['10.0.0.1 (owner other)'],
    changes: [],
    after: [],
    withheld: ['SKY_NAME_FOREIGN'],
  },
  {
    what: 'what is ours beside foreign records stays ours',
    before: [a1],
    wanted: [a2],
    foreign: ['10.0.0.1'],
    changes: ['update'],
    after: [a2],
  },
];

describe('planName', () => {
  test.each(table)(
    '$what',
    ({ before, wanted, policy = 'sync', foreign = [], changes, after, withheld = [] }) => {
      const plan = planName(name(owner), wanted, { observed: { recordSets: before, foreign }, policy });
      expect(plan.changes.map(({ action }) => action)).toEqual(changes);
      expect(rrText(plan.after)).toEqual(rrText(after));
      expect(plan.withheld.map(({ problem }) => problem.code)).toEqual(withheld);
    },
  );

  test.each(table)(
    'carrying out "$what" leaves nothing to do',
    ({ before, wanted, policy = 'sync', foreign = [] }) => {
      const first = planName(name(owner), wanted, { observed: { recordSets: before, foreign }, policy });
      const second = planName(name(owner), wanted, {
        observed: { recordSets: first.after, foreign },
        policy,
      });
      expect(second.changes).toEqual([]);
    },
  );
});
