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
