import { SkywriterError } from '@skywriter/core';
import { describe, expect, it } from 'vitest';
import { ApiStatusError, StalledError } from '../api/fault.ts';
import { type Verdict, verdictOn } from './verdict.ts';

const status = (code: number, message = '') => new ApiStatusError(code, { message });
const rights = 'events.events.k8s.io is forbidden: User "x" cannot create resource "events"';
const going =
  'events.events.k8s.io "a.1" is forbidden: unable to create new content in namespace b because it is being terminated';

describe('what an attempt to write an Event comes to', () => {
  it.each<['POST' | 'PATCH', string, unknown, Verdict]>([
    ['POST', 'it is there from an earlier attempt', status(409), 'written'],
    ['PATCH', 'somebody else wrote it just now', status(409), 'again'],
    ['PATCH', 'it has expired', status(404, 'events.events.k8s.io "a.1" not found'), 'renew'],
    ['PATCH', 'its namespace is gone', status(404, 'namespaces "b" not found'), 'moot'],
    ['POST', 'its namespace is gone', status(404, 'namespaces "b" not found'), 'moot'],
    ['POST', 'its namespace goes', status(403, going), 'moot'],
    [
      'POST',
      'there are no such Events',
      status(404, 'the server could not find the requested resource'),
      'never',
    ],
    ['POST', 'the right is missing', status(403, rights), 'forbidden'],
    ['PATCH', 'the right is missing', status(403, rights), 'forbidden'],
    ['POST', 'it is malformed', status(422), 'never'],
    ['POST', 'it is too large', status(413), 'never'],
    ['POST', 'the credentials have expired', status(401), 'later'],
    ['POST', 'the server is busy', status(429), 'later'],
    ['POST', 'the server fails', status(500), 'again'],
    ['POST', 'the server starts or stops', status(503), 'again'],
    ['POST', 'nobody is there', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'later'],
    ['POST', 'nobody answers', new StalledError('x'), 'later'],
    [
      'POST',
      'there is no kubeconfig',
      new SkywriterError({ code: 'SKY_KUBECONFIG', message: '', hint: '' }),
      'later',
    ],
  ])('%s: %s', (method, _, error, expected) => {
    expect(verdictOn(method, error)).toBe(expected);
  });
});
