import { describe, expect, test } from 'vitest';
import { readFixture } from '../fixtures/golden.ts';
import { messageOf } from '../message/message.ts';
import { group } from './group.ts';
import { stripLabels } from './names.ts';
import { weights } from './weights.ts';

/** What CoreDNS's own functions return for random input. */
const semantics = readFixture<{
  group: [records: [key: string, group: string][], kept: number[]][];
  weights: [services: [priority: number, weight: number][], weights: number[]][];
  strip: [name: string, count: number, stripped: string][];
}>('go-semantics.json');

describe('group', () => {
  test.each(semantics.group)('%j keeps %j', (pairs, kept) => {
    const records = pairs.map(([key, name], index) => ({ key, group: name, index }));
    expect(group(records).map(({ index }) => index)).toEqual(kept);
  });
});

describe('weights', () => {
  test.each(semantics.weights)('%j are %j', (pairs, expected) => {
    const services = pairs.map(([priority, weight]) => ({ ...messageOf({ priority, weight }), key: '' }));
    const weightOf = weights(services);
    expect(services.map(weightOf)).toEqual(expected);
  });
});

describe('stripLabels', () => {
  test.each(semantics.strip)('%s without %d is %s', (name, count, stripped) => {
    expect(stripLabels(name, count)).toBe(stripped);
  });
});
