import { status } from '@grpc/grpc-js';
import { type Problem, SkywriterError } from '@skywriter/core';

/** What gRPC rejects with, and what a cancelled watch is turned into. */
interface Refusal {
  readonly code: number;
  readonly details: string;
}

/** First match wins. The texts are etcd's (api/v3/rpctypes), grpc-js's, Node's and OpenSSL's. */
const known: readonly (readonly [
  RegExp,
  Problem['code'],
  (target: string, match: string) => string,
  string,
])[] = [
  [
    /alert (?:bad certificate|[a-z ]*certificate [a-z]+|unknown ca|access denied|handshake failure)/,
    'SKY_ETCD_TLS',
    (target, match) => `etcd at ${target} does not accept our certificate (${match}).`,
    'Give a client certificate that the authority etcd trusts has signed and that has not expired.',
  ],
  [
    /unable to (?:verify|get)[a-z ]*certificate|self-signed certificate|certificate has expired|certificate is not yet valid|certificate signature failure/,
    'SKY_ETCD_TLS',
    (target, match) => `The certificate of etcd at ${target} is not trusted (${match}).`,
    'Give the file of the authority that has signed it.',
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    'SKY_ETCD_TLS',
    (target) => `The certificate of etcd at ${target} is for another name.`,
    'Use an endpoint that its certificate names, or set the server name that it has.',
  ],
  [
    /before secure TLS connection|wrong version number|packet length too long/,
    'SKY_ETCD_TLS',
    (target) => `etcd at ${target} does not speak TLS.`,
    'Write the endpoint with http, or enable TLS in etcd.',
  ],
  [
    /invalid user ID or password/,
    'SKY_ETCD_LOGIN',
    (target) => `etcd at ${target} does not accept the user name and password.`,
    'Correct them; a changed password needs a restart of this program.',
  ],
  [
    /user name is empty|invalid auth token|user name not found/,
    'SKY_ETCD_LOGIN',
    (target) => `etcd at ${target} does not know who we are.`,
    'Authentication is enabled there: give a user name and a password, or a certificate whose common name is a user.',
  ],
  [
    /permission denied/,
    'SKY_ETCD_PERMISSION',
    (target) => `etcd at ${target} does not permit our user to read and write below the prefix.`,
    'Grant its role readwrite on the whole prefix.',
  ],
  [
    /database space exceeded/,
    'SKY_ETCD_SPACE',
    (target) => `etcd at ${target} is full and takes no more writes.`,
    'Compact and defragment it, or raise its quota; then disarm its NOSPACE alarm.',
  ],
  [
    /larger than max|request is too large|too many operations|duplicate key/,
    'SKY_ETCD_LIMIT',
    (_, match) => `The request is beyond what etcd takes (${match}).`,
    'Write less at once.',
  ],
  [
    /required revision has been compacted|required revision is a future revision/,
    'SKY_ETCD_COMPACTED',
    () => 'etcd has no history at the revision that was asked for.',
    'Nothing: everything is read anew.',
  ],
  [
    /too many requests/,
    'SKY_ETCD_UNAVAILABLE',
    (target) => `etcd at ${target} has more to do than it can.`,
    'Look at its disk: etcd needs one that writes quickly.',
  ],
  [
    /no leader|leader changed/,
    'SKY_ETCD_UNAVAILABLE',
    (target) => `The cluster of etcd at ${target} has no leader.`,
    'Bring back the majority of its members.',
  ],
  [
    /ECONNREFUSED/,
    'SKY_ETCD_UNAVAILABLE',
    (target) => `Nothing listens at ${target}.`,
    'Check that etcd runs and that the endpoint is right.',
  ],
  [
    /Name resolution failed/,
    'SKY_ETCD_UNAVAILABLE',
    (target) => `The name of etcd's endpoint ${target} has no address.`,
    'Check the endpoint and the resolver of this host.',
  ],
];

const REACH = 'Check that it runs, that the network lets us through, and that http or https is right.';

/** What is wrong, in a form that stays the same while the same thing is wrong. */
export function etcdProblem(error: unknown, target: string): Problem {
  if (error instanceof SkywriterError) return { code: error.code, message: error.message, hint: error.hint };
  const { code, details } = refusal(error);
  for (const [pattern, problemCode, message, hint] of known) {
    const match = pattern.exec(details);
    if (match) return { code: problemCode, message: message(target, match[0].replace(/^alert /, '')), hint };
  }
  if (code === status.DEADLINE_EXCEEDED) {
    return {
      code: 'SKY_ETCD_UNAVAILABLE',
      message: `etcd at ${target} does not answer in time.`,
      hint: REACH,
    };
  }
  if (
    isNeverSent(error) ||
    code === status.UNAVAILABLE ||
    code === status.CANCELLED ||
    code === status.INTERNAL
  ) {
    return {
      code: 'SKY_ETCD_UNAVAILABLE',
      message: `The connection to etcd at ${target} failed.`,
      hint: REACH,
    };
  }
  return {
    code: 'SKY_ETCD_REFUSED',
    message: `etcd at ${target} refused (${status[code] ?? code}: ${details.slice(0, 200)}).`,
    hint: 'Look at the log of etcd.',
  };
}

/** A watch that etcd cancelled, as an error. */
export function watchCancelled(reason: string, compactRevision: string): Error {
  const compacted = compactRevision !== '0' || reason.includes('compacted');
  const details = compacted ? 'required revision has been compacted' : reason || 'watch cancelled';
  return Object.assign(new Error(details), { code: status.UNKNOWN, details });
}

/** Whether a request never left, so that it is safe to send it again. */
export function isNeverSent(error: unknown): boolean {
  return /^(?:No connection established|Name resolution failed|Channel (?:closed before|has been shut down))|too many requests$/.test(
    refusal(error).details,
  );
}

/** Whether etcd may have done what was asked although it did not say so. */
export function isAmbiguous(error: unknown): boolean {
  if (isNeverSent(error)) return false;
  const { code, details } = refusal(error);
  if (details.startsWith('grpc: received message larger than max')) return false;
  return !details.startsWith('etcdserver: ') || transient.has(code);
}

/** Whether the same question may be answered at another time or by another member. */
export function isTransient(error: unknown): boolean {
  return isNeverSent(error) || transient.has(refusal(error).code);
}

/** Whether the login has to be done again: the token has expired, or etcd has forgotten it in a restart. */
export function isTokenRefused(error: unknown): boolean {
  return /invalid auth token|revision of auth store is old/.test(refusal(error).details);
}

/** Whether etcd has authentication switched off, so that no login is needed. */
export function isLoginNeedless(error: unknown): boolean {
  return refusal(error).details.includes('authentication is not enabled');
}

/** Whether the deadline passed with no answer. */
export function isLate(error: unknown): boolean {
  return refusal(error).code === status.DEADLINE_EXCEEDED;
}

/** Whether etcd has dropped the history that was asked for. */
export function isCompacted(error: unknown): boolean {
  return error instanceof SkywriterError && error.code === 'SKY_ETCD_COMPACTED';
}

/** Whether an answer was too long for us. */
export function isAnswerTooLong(error: unknown): boolean {
  return /^Received message larger than max/.test(refusal(error).details);
}

const transient: ReadonlySet<number> = new Set([
  status.CANCELLED,
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.INTERNAL,
  status.UNAVAILABLE,
]);

function refusal(error: unknown): Refusal {
  if (error instanceof Error && 'code' in error && 'details' in error) {
    const { code, details } = error;
    if (typeof code === 'number' && typeof details === 'string') return { code, details };
  }
  return { code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) };
}
