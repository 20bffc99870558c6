import type { ObjectRef } from '@skywriter/core';
import { describe, expect, it } from 'vitest';
import { seriesOf, shop } from '../fixtures/events.ts';
import { eventRequest } from './event.ts';
import { shorten } from './series.ts';

describe('an Event', () => {
  it('says everything that the API wants', () => {
    expect(eventRequest(seriesOf('held by another'), 'skywriter-0')).toStrictEqual({
      method: 'POST',
      path: '/apis/events.k8s.io/v1/namespaces/shop/events',
      body: {
        apiVersion: 'events.k8s.io/v1',
        kind: 'Event',
        metadata: { name: expect.stringMatching(/^front\.[0-9a-f]{16}$/), namespace: 'shop' },
        eventTime: '2026-01-02T03:04:05.067000Z',
        reportingController: 'skywriter',
        reportingInstance: 'skywriter-0',
        action: 'Publish',
        reason: 'NameHeld',
        regarding: {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          namespace: 'shop',
          name: 'front',
          uid: 'uid-1',
        },
        note: 'held by another',
        type: 'Warning',
      },
    });
  });

  it('is counted up where it is there, and says how often from the start where it waited', () => {
    const series = { ...seriesOf('x'), count: 3, lastAt: Date.UTC(2026, 0, 3) };
    const repetition = { count: 3, lastObservedTime: '2026-01-03T00:00:00.000000Z' };
    expect(eventRequest(series, 'i').body).toMatchObject({ series: repetition });
    expect(eventRequest({ ...series, written: 2 }, 'i')).toStrictEqual({
      method: 'PATCH',
      path: expect.stringMatching(
        /^\/apis\/events\.k8s\.io\/v1\/namespaces\/shop\/events\/front\.[0-9a-f]{16}$/,
      ),
      body: { series: repetition },
    });
  });

  it('has one name however often it is tried, and another for anything else', () => {
    const nameOf = (note: string, instance = 'i', firstAt = 1) =>
      eventRequest({ ...seriesOf(note), firstAt, written: 1 }, instance).path;
    expect(nameOf('x')).toBe(nameOf('x'));
    expect(new Set([nameOf('x'), nameOf('y'), nameOf('x', 'j'), nameOf('x', 'i', 2)]).size).toBe(4);
  });

  it.each<[string, ObjectRef, object]>([
    [
      'a cluster object',
      { kind: 'Node', namespace: '', name: 'n1', uid: 'u' },
      {
        metadata: { namespace: 'default' },
        regarding: { apiVersion: 'v1', kind: 'Node', name: 'n1', uid: 'u' },
      },
    ],
    [
      'an object of the core group',
      { kind: 'Service', namespace: 'a', name: 's', uid: 'u' },
      { regarding: { apiVersion: 'v1', kind: 'Service', namespace: 'a' } },
    ],
    [
      'an object with the longest name',
      { ...shop, name: `${'a'.repeat(235)}.${'b'.repeat(17)}` },
      { metadata: { name: expect.stringMatching(/^a{235}\.[0-9a-f]{16}$/) } },
    ],
  ])('about %s', (_, object, expected) => {
    expect(eventRequest(seriesOf('x', object), 'i').body).toMatchObject(expected);
  });
});

describe('a note', () => {
  it.each([
    ['short', 'held', 'held'],
    ['of just the length', 'é'.repeat(512), 'é'.repeat(512)],
    ['too long', 'a'.repeat(1025), `${'a'.repeat(1021)}…`],
    ['cut between characters', `a${'é'.repeat(512)}`, `a${'é'.repeat(510)}…`],
    ['cut between surrogate pairs', '𝒜'.repeat(257), `${'𝒜'.repeat(255)}…`],
  ])('%s', (_, note, expected) => {
    expect(shorten(note)).toBe(expected);
    expect(Buffer.byteLength(shorten(note))).toBeLessThanOrEqual(1024);
  });
});
