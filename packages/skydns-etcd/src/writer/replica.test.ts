import { Mirror, parsePrefix } from '@skywriter/skydns';
import { expect, test } from 'vitest';
import { name } from './fixtures/records.ts';
import { Replica } from './replica.ts';

const key = '/skydns/org/example/a/#X';

function start() {
  const layout = {
    prefix: parsePrefix('/skydns'),
    owner: 'k2s',
    zones: [name('example.org')],
    defaultTtl: 300,
  };
  const mirror = new Mirror(layout);
  return { replica: new Replica(mirror), foreign: () => mirror.observed(name('a.example.org')).foreign[0] };
}

function event(host: string | undefined, revision: string) {
  return { key, value: host === undefined ? undefined : `{"host":"${host}"}`, modRevision: revision };
}

const wrote = (host: string) => ({
  compares: [],
  puts: [{ key, value: `{"host":"${host}"}` }],
  deletes: [],
  relied: [],
});

test('what the watch tells late does not undo what is known to be newer', () => {
  const { replica, foreign } = start();
  replica.watched([event('192.0.2.1', '2')], '2');
  replica.reread([key], [{ key, value: '{"host":"192.0.2.3"}', modRevision: '5' }], '6');
  replica.watched([event('192.0.2.2', '4')], '4');
  expect(foreign()).toBe('192.0.2.3 (no owner)');
  replica.watched([event('192.0.2.3', '5'), event('192.0.2.4', '7')], '7');
  expect(foreign()).toBe('192.0.2.4 (no owner)');
});

test('a key that is read as missing stays so until it comes again', () => {
  const { replica, foreign } = start();
  replica.watched([event('192.0.2.1', '2')], '2');
  replica.reread([key], [], '6');
  replica.watched([event('192.0.2.2', '4'), event(undefined, '5')], '5');
  expect(foreign()).toBeUndefined();
  replica.watched([event('192.0.2.5', '8')], '8');
  expect(foreign()).toBe('192.0.2.5 (no owner)');
});

test('an answer that comes after the watch has told more changes nothing', () => {
  const { replica, foreign } = start();
  replica.watched([event('192.0.2.1', '5'), event('192.0.2.2', '6')], '6');
  expect(replica.wrote(wrote('192.0.2.1'), '5')).toEqual(new Set());
  expect(foreign()).toBe('192.0.2.2 (no owner)');
});

test('revisions are numbers, and after a restore they begin below', () => {
  const { replica, foreign } = start();
  replica.watched([event('192.0.2.1', '99')], '99');
  replica.wrote(wrote('192.0.2.2'), '100');
  expect(foreign()).toBe('192.0.2.2 (no owner)');
  replica.watched([event('192.0.2.3', '50')], '50');
  expect(foreign()).toBe('192.0.2.3 (no owner)');
});

test('what we wrote and the watch never told is gone when it tells what comes after', () => {
  const { replica, foreign } = start();
  replica.watched([event('192.0.2.1', '2')], '2');
  replica.wrote(wrote('192.0.2.2'), '4');
  // Nobody watched when it was undone: a new snapshot has what the watch told last, so nothing is told.
  expect([...replica.watched([], '6')]).toEqual(['a.example.org']);
  expect(foreign()).toBe('192.0.2.1 (no owner)');
});

test('what we created and a restore took away is gone, however far the restored etcd has come', () => {
  for (const revision of ['3', '9']) {
    const { replica, foreign } = start();
    replica.watched([], '5');
    replica.wrote(wrote('192.0.2.2'), '6');
    replica.watched([], revision);
    expect(foreign()).toBeUndefined();
  }
});

test('what the watch tells late counts when it turns out to be the last', () => {
  const { replica, foreign } = start();
  replica.watched([event('192.0.2.1', '2')], '2');
  replica.wrote(wrote('192.0.2.2'), '9');
  // Restored, and already beyond what the watch had told.
  replica.watched([event(undefined, '5')], '5');
  expect(foreign()).toBe('192.0.2.2 (no owner)');
  replica.watched([], '9');
  expect(foreign()).toBeUndefined();
});
