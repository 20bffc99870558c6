import { describe, expect, test } from 'vitest';
import { unwrap } from '../problem.ts';
import { claims, ingressRef, name } from '../testing/records.ts';
import { compileNameRules, reservedSubtree } from './name-rules.ts';

describe('name rules', () => {
  const rules = unwrap(
    compileNameRules([
      { namespace: 'team-a', allow: ['*.team-a.cluster.local', 'shared.cluster.local'], share: true },
      { namespace: 'nobody', allow: [] },
    ]),
  );

  test.each([
    ['team-a', 'shop.team-a.cluster.local', true],
    ['team-a', 'deep.shop.team-a.cluster.local', true],
    ['team-a', '*.team-a.cluster.local', true],
    ['team-a', 'shared.cluster.local', true],
    ['team-a', 'team-a.cluster.local', false],
    ['team-a', 'xteam-a.cluster.local', false],
    ['team-a', 'shop.team-b.cluster.local', false],
    ['nobody', 'shop.cluster.local', false],
    ['anybody', 'shop.team-a.cluster.local', true],
  ])('%s may claim %s: %s', (namespace, owner, allowed) => {
    const [claim] = claims(ingressRef(`${namespace}/x`), `${owner} - A 192.0.2.1`);
    if (claim === undefined) throw new Error('no claim');
    expect(rules.refusal(claim)?.code).toBe(allowed ? undefined : 'SKY_NAME_RULE');
  });

  test('only those who may share are sharers', () => {
    expect([...rules.sharers]).toEqual(['team-a']);
  });

  test('a pattern that is no name is an error', () => {
    expect(compileNameRules([{ namespace: 'a', allow: ['*.a..b'] }])).toMatchObject({
      ok: false,
      problem: { code: 'SKY_NAME_LABEL' },
    });
  });
});

describe('reserved names', () => {
  const zones = [name('cluster.local'), name('example.com'), name('sub.example.com')];

  test.each([
    ['web.default.svc.cluster.local', 'svc.cluster.local'],
    ['svc.cluster.local', 'svc.cluster.local'],
    ['*.svc.cluster.local', 'svc.cluster.local'],
    ['1-2-3-4.ns.pod.cluster.local', 'pod.cluster.local'],
    ['ns.dns.example.com', 'dns.example.com'],
    ['dns.sub.example.com', 'dns.sub.example.com'],
    ['mysvc.cluster.local', undefined],
    ['svc.shop.cluster.local', undefined],
    ['dns.elsewhere.org', undefined],
  ])('%s → %s', (owner, subtree) => {
    expect(reservedSubtree(name(owner), zones)).toBe(subtree);
  });

  test('an output for every zone knows the usual cluster zone', () => {
    expect(reservedSubtree(name('a.svc.cluster.local'), [])).toBe('svc.cluster.local');
    expect(reservedSubtree(name('a.svc.example.com'), [])).toBeUndefined();
  });
});
