import { status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { etcdProblem, isAmbiguous, isTransient } from './errors.ts';

const failed = (code: status, details: string) => Object.assign(new Error(details), { code, details });

describe('what a failure means', () => {
  // Code and text as seen from etcd 3.6, grpc-js 1.14 and Node 24; whether a write may have happened; whether a
  // read is worth another try.
  test.for<[status, string, string, boolean, boolean]>([
    [
      status.UNAVAILABLE,
      'No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:1. Resolution note: ',
      'SKY_ETCD_UNAVAILABLE',
      false,
      true,
    ],
    [
      status.UNAVAILABLE,
      'Name resolution failed for target dns:no.such.invalid:2379',
      'SKY_ETCD_UNAVAILABLE',
      false,
      true,
    ],
    [
      status.UNAVAILABLE,
      'No connection established. Last error: Failed to connect (2026-11-20T22:31:52.055Z). Resolution note: ',
      'SKY_ETCD_UNAVAILABLE',
      false,
      true,
    ],
    [status.UNAVAILABLE, 'Channel closed before call started', 'SKY_ETCD_UNAVAILABLE', false, true],
    [status.UNAVAILABLE, 'read ECONNRESET', 'SKY_ETCD_UNAVAILABLE', true, true],
    [status.UNAVAILABLE, 'Connection dropped', 'SKY_ETCD_UNAVAILABLE', true, true],
    [status.UNAVAILABLE, 'etcdserver: request timed out', 'SKY_ETCD_UNAVAILABLE', true, true],
    [status.UNAVAILABLE, 'etcdserver: leader changed', 'SKY_ETCD_UNAVAILABLE', true, true],
    [status.UNAVAILABLE, 'etcdserver: no leader', 'SKY_ETCD_UNAVAILABLE', true, true],
    [status.DEADLINE_EXCEEDED, 'Deadline exceeded after 2.0s', 'SKY_ETCD_UNAVAILABLE', true, true],
    [status.CANCELLED, 'Cancelled on client', 'SKY_ETCD_UNAVAILABLE', true, true],
    [status.INTERNAL, 'Received RST_STREAM with code 2', 'SKY_ETCD_UNAVAILABLE', true, true],
    [status.RESOURCE_EXHAUSTED, 'etcdserver: too many requests', 'SKY_ETCD_UNAVAILABLE', false, true],
    [status.RESOURCE_EXHAUSTED, 'etcdserver: mvcc: database space exceeded', 'SKY_ETCD_SPACE', false, false],
    [
      status.RESOURCE_EXHAUSTED,
      'grpc: received message larger than max (2200053 vs. 2097152)',
      'SKY_ETCD_LIMIT',
      false,
      false,
    ],
    [status.INVALID_ARGUMENT, 'etcdserver: request is too large', 'SKY_ETCD_LIMIT', false, false],
    [
      status.INVALID_ARGUMENT,
      'etcdserver: too many operations in txn request',
      'SKY_ETCD_LIMIT',
      false,
      false,
    ],
    [
      status.INVALID_ARGUMENT,
      'etcdserver: duplicate key given in txn request',
      'SKY_ETCD_LIMIT',
      false,
      false,
    ],
    [
      status.INVALID_ARGUMENT,
      'etcdserver: authentication failed, invalid user ID or password',
      'SKY_ETCD_LOGIN',
      false,
      false,
    ],
    [status.INVALID_ARGUMENT, 'etcdserver: user name is empty', 'SKY_ETCD_LOGIN', false, false],
    [status.PERMISSION_DENIED, 'etcdserver: permission denied', 'SKY_ETCD_PERMISSION', false, false],
    [
      status.OUT_OF_RANGE,
      'etcdserver: mvcc: required revision has been compacted',
      'SKY_ETCD_COMPACTED',
      false,
      false,
    ],
    [status.UNIMPLEMENTED, 'unknown service etcdserverpb.KV', 'SKY_ETCD_REFUSED', true, false],
    [
      status.UNAVAILABLE,
      'No connection established. Last error: 40BDAC:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../deps/openssl.c:918:SSL alert number 116\n (2026-11-20T22:31:52.047Z). Resolution note: ',
      'SKY_ETCD_TLS',
      false,
      true,
    ],
    [
      status.UNAVAILABLE,
      'No connection established. Last error: 40BDAC:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:../deps/openssl.c:918:SSL alert number 48',
      'SKY_ETCD_TLS',
      false,
      true,
    ],
    [
      status.UNAVAILABLE,
      'No connection established. Last error: 40BDAC:error:0A000415:SSL routines:ssl3_read_bytes:ssl/tls alert certificate expired:../deps',
      'SKY_ETCD_TLS',
      false,
      true,
    ],
    [
      status.UNAVAILABLE,
      'No connection established. Last error: Error: unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca. Resolution note: ',
      'SKY_ETCD_TLS',
      false,
      true,
    ],
    [
      status.UNAVAILABLE,
      "No connection established. Last error: Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames",
      'SKY_ETCD_TLS',
      false,
      true,
    ],
    [
      status.UNAVAILABLE,
      'No connection established. Last error: Error: Client network socket disconnected before secure TLS connection was established. Resolution note: ',
      'SKY_ETCD_TLS',
      false,
      true,
    ],
  ])('%i %s', ([code, details, expected, ambiguous, transient]) => {
    const error = failed(code, details);
    expect(etcdProblem(error, 'host:2379').code).toBe(expected);
    expect(isAmbiguous(error)).toBe(ambiguous);
    expect(isTransient(error)).toBe(transient);
  });

  test('the same thing wrong reads the same, whatever the time and the memory address', () => {
    const messages = ['40BD (2026-11-20T22:31:52.047Z)', '7F11 (2027-01-01T00:00:00.000Z)'].map(
      (noise) =>
        etcdProblem(
          failed(status.UNAVAILABLE, `No connection established. Last error: alert unknown ca ${noise}`),
          'host:2379',
        ).message,
    );
    expect(messages[0]).toBe(messages[1]);
    expect(messages[0]).toBe('etcd at host:2379 does not accept our certificate (unknown ca).');
  });
});
