import { type Name, parseName, type RecordSet, unwrap } from '@skywriter/core';
import { describe, expect, test } from 'vitest';
import { plain } from '../terminal/style.ts';
import { planToJson } from './plan-json.ts';
import { renderPlan } from './render.ts';
import { isPending, type NameEntry, type OutputPlan, type Summary } from './system-plan.ts';

const name = (text: string): Name => unwrap(parseName(text));
const set = (owner: string, ttl: number, values: string[], object = 'Ingress/shop/front'): RecordSet => ({
  name: name(owner),
  type: 'A',
  ttl,
  targets: values.map((value) => ({ value, origins: [`${object}#spec.rules[0].host`] })),
});
const problem = { code: 'SKY_X', message: 'It is so.', hint: 'Change it.' } as const;
const nothing: Summary = {
  create: 0,
  update: 0,
  delete: 0,
  rewrite: 0,
  unchanged: 0,
  held: 0,
  waiting: 0,
  withheld: 0,
  refused: 0,
};

function entry(text: string, rest: Partial<NameEntry>): NameEntry {
  return { name: name(text), changes: [], withheld: [], problems: [], ...rest };
}

const plan: OutputPlan = {
  output: 'cluster',
  summary: { ...nothing, create: 1, update: 2, delete: 1, rewrite: 1, unchanged: 4, held: 1, withheld: 1 },
  stopped: { names: 60, id: '7f3a91c2', problem },
  zones: [
    {
      zone: name('cluster.local'),
      names: [
        entry('new.cluster.local', {
          changes: [{ action: 'create', after: set('new.cluster.local', 300, ['10.0.0.1', '10.0.0.2']) }],
        }),
        entry('moved.cluster.local', {
          changes: [
            {
              action: 'update',
              before: set('moved.cluster.local', 300, ['10.0.0.1']),
              after: set('moved.cluster.local', 300, ['10.0.0.9']),
            },
          ],
        }),
        entry('ttl.cluster.local', {
          changes: [
            {
              action: 'update',
              before: set('ttl.cluster.local', 300, ['10.0.0.1']),
              after: set('ttl.cluster.local', 60, ['10.0.0.1']),
            },
          ],
        }),
        entry('old.cluster.local', {
          changes: [{ action: 'delete', before: set('old.cluster.local', 300, ['10.0.0.3']) }],
        }),
        entry('adopted.cluster.local', { rewritten: 'keys' }),
        entry('orphan.cluster.local', { rewritten: 'leftovers' }),
        entry('lb.cluster.local', { lack: 'held', problems: [problem] }),
        entry('theirs.cluster.local', {
          withheld: [
            { change: { action: 'create', after: set('theirs.cluster.local', 300, ['10.0.0.4']) }, problem },
          ],
        }),
      ],
    },
  ],
};

describe('renderPlan', () => {
  test('reads from output to zone to record', () => {
    expect(renderPlan([plan], plain)).toMatchInlineSnapshot(`
      "cluster 1 to add, 2 to change, 1 to remove, 1 to rewrite, 4 unchanged, 1 held, 1 withheld
        ! It is so. Change it.

        cluster.local
          + new.cluster.local      A  10.0.0.1, 10.0.0.2 (300 s)          Ingress/shop/front spec.rules[0].host
          ~ moved.cluster.local    A  10.0.0.1 (300 s) → 10.0.0.9         Ingress/shop/front spec.rules[0].host
          ~ ttl.cluster.local      A  10.0.0.1 (300 s) → 10.0.0.1 (60 s)  Ingress/shop/front spec.rules[0].host
          - old.cluster.local      A  10.0.0.3 (300 s)                    Ingress/shop/front spec.rules[0].host
          ~ adopted.cluster.local     other keys                          its records stay as they are
          ~ orphan.cluster.local      leftovers                           keys of records that are gone
          ! lb.cluster.local          held                                It is so. Change it.
          ! theirs.cluster.local   A  create withheld                     It is so. Change it.

      Plan: 1 to add, 2 to change, 1 to remove, 1 to rewrite, 4 unchanged, 1 held, 1 withheld.
      "
    `);
  });

  test('says so when there is nothing to do', () => {
    const quiet: OutputPlan = { output: 'lan', zones: [], summary: { ...nothing, unchanged: 3 } };
    expect(renderPlan([quiet], plain)).toBe('lan 3 unchanged\n\nNothing to do: 3 unchanged.\n');
    expect(isPending([quiet])).toBe(false);
    expect(isPending([quiet, plan])).toBe(true);
  });
});

test('planToJson has every change with its records, problems and state', () => {
  expect(planToJson([plan])).toMatchObject({
    pending: true,
    outputs: [
      {
        output: 'cluster',
        stopped: { code: 'SKY_X', id: '7f3a91c2', names: 60 },
        names: [
          {
            name: 'new.cluster.local',
            zone: 'cluster.local',
            changes: [{ action: 'create', after: { type: 'A', ttl: 300 } }],
          },
          { changes: [{ action: 'update', before: { ttl: 300 }, after: { ttl: 300 } }] },
          { changes: [{ action: 'update', before: { ttl: 300 }, after: { ttl: 60 } }] },
          { changes: [{ action: 'delete', before: { type: 'A' } }] },
          { changes: [], rewritten: 'keys' },
          { changes: [], rewritten: 'leftovers' },
          { state: 'held', problems: [{ code: 'SKY_X' }] },
          { withheld: [{ action: 'create', problem: { code: 'SKY_X' } }] },
        ],
      },
    ],
  });
});

test('what is wrong in objects is told after the outputs, with its place', () => {
  const found = {
    code: 'SKY_NAME_LABEL' as const,
    message: 'The name is wrong.',
    hint: 'Correct it.',
    origin: {
      object: { kind: 'Ingress' as const, namespace: 'shop', name: 'front' },
      rule: 'spec.rules[0].host',
    },
  };
  const text = renderPlan([], plain, { problems: [found], leftOut: [] });
  expect(text).toContain('! Ingress/shop/front spec.rules[0].host: The name is wrong. Correct it.');
});
