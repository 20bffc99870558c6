import { type Problem, SkywriterError } from '@skywriter/core';
import { isRecord } from '../kinds/section.ts';

/** The API server answered, or ended a watch, with something else than what was asked for. */
export class ApiStatusError extends Error {
  /** HTTP status, also of an ERROR event in a watch. */
  readonly status: number;
  /** The server's own sentence, shortened; empty if there is none. */
  readonly detail: string;
  readonly retryAfterMs: number;

  constructor(status: number, body: unknown, retryAfter?: string) {
    super(`status ${status}`);
    this.status = status;
    const message = isRecord(body) && typeof body.message === 'string' ? body.message : '';
    this.detail = message.replace(/\p{C}+/gu, ' ').slice(0, 300);
    this.retryAfterMs =
      retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : 0;
  }
}

/** An ERROR event: the server gave up a watch that it had accepted. */
export class WatchError extends ApiStatusError {}

/** The server accepted a watch and ended it at once: nothing is wrong that it tells, but nothing is seen either. */
export class EndedError extends Error {}

/** No connection to the API server, or a lost one; the cause says why. */
export class ConnectionError extends Error {
  /** Host and port. */
  readonly host: string;

  constructor(host: string, cause: unknown) {
    super(`no connection to ${host}`, { cause });
    this.host = host;
  }
}

/** Nothing has arrived for longer than a healthy server is ever silent. */
export class StalledError extends Error {}

/** What arrived is not what the API server's protocol says. */
export class ProtocolError extends Error {}

/** One resource of the API: `{ kind: 'Service', group: '', version: 'v1', plural: 'services' }`. */
export interface ApiResource {
  readonly kind: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** As in URLs and in RBAC rules. */
  readonly plural: string;
}

/** What was asked for when it failed. */
export interface Request {
  readonly row: Pick<ApiResource, 'kind' | 'group' | 'plural'>;
  readonly namespace: string | undefined;
  /** As RBAC calls it. */
  readonly verb: 'list' | 'watch' | 'get' | 'create' | 'update' | 'patch' | 'delete';
}

/** The API server is at an earlier state than it was seen at before. */
export class RestoredError extends Error {}

/** Whether the API server was not there at all, rather than there and unwilling. */
export function isOutage(error: unknown): boolean {
  const answered =
    error instanceof ApiStatusError || error instanceof ProtocolError || error instanceof EndedError;
  return !answered && !(error instanceof SkywriterError);
}

/** Whether the place in the history that a watch began from is no good, so that everything must be listed. */
export function losesPlace(error: unknown): boolean {
  if (error instanceof RestoredError || error instanceof ProtocolError || error instanceof WatchError)
    return true;
  return error instanceof ApiStatusError && [400, 410, 504].includes(error.status);
}

/** Says for people why a request failed, and what would help. */
export function faultOf(error: unknown, request: Request): Problem {
  if (error instanceof SkywriterError) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  if (error instanceof ApiStatusError) return statusProblem(error, request);
  const { kind } = request.row;
  if (error instanceof StalledError) {
    return {
      code: 'SKY_API_STALLED',
      message: `The API server has gone silent while it was asked for ${kind} objects.`,
      hint: 'It is asked again; what was known is kept. Check the network between here and there.',
    };
  }
  if (error instanceof RestoredError) {
    return {
      code: 'SKY_API_RESTORED',
      message: 'The API server is at an earlier state than before: its data were restored from a backup.',
      hint: 'Everything is listed anew by itself and compared with what is known.',
    };
  }
  if (error instanceof EndedError) {
    return {
      code: 'SKY_API_FAILED',
      message: `The API server ends every watch of ${kind} objects at once.`,
      hint: 'Check whether a proxy in between cuts long requests.',
    };
  }
  if (error instanceof ProtocolError) {
    return {
      code: 'SKY_API_PROTOCOL',
      message: `The answer about ${kind} objects is not that of a Kubernetes API server.`,
      hint: 'Check that the address is that of the API server and not of a proxy or login page.',
    };
  }
  const at = error instanceof ConnectionError ? ` at ${error.host}` : '';
  return {
    code: 'SKY_API_UNREACHABLE',
    message: `The API server${at} cannot be reached (${networkCode(error)}).`,
    hint: 'It is tried again; what was known is kept. Check address, certificate and network.',
  };
}

function statusProblem({ status, detail }: ApiStatusError, { row, namespace, verb }: Request): Problem {
  const said = detail === '' ? '' : `: ${detail}`;
  const resource = row.group === '' ? row.plural : `${row.plural}.${row.group}`;
  switch (status) {
    case 401:
      return {
        code: 'SKY_API_UNAUTHORIZED',
        message: 'The API server does not accept the credentials.',
        hint: 'Renew the token or certificate of the kubeconfig; it is read again by itself.',
      };
    case 403:
      return {
        code: 'SKY_API_FORBIDDEN',
        message: `The API server forbids to ${verb} ${resource}${said}.`,
        hint:
          `Add to its ${namespace === undefined ? 'ClusterRole' : `Role in namespace ${namespace}`} the rule ` +
          `{apiGroups: ["${row.group}"], resources: ["${row.plural}"], verbs: ${verbsWith(verb)}}; ` +
          'it goes on by itself then.',
      };
    case 404:
      return {
        code: 'SKY_API_KIND_MISSING',
        message: `The API server does not know ${resource}.`,
        hint: `Install the CustomResourceDefinition ${resource}, or switch off the source that needs it.`,
      };
    case 410:
      return {
        code: 'SKY_API_EXPIRED',
        message: `The API server has forgotten the history of ${resource}.`,
        hint: 'It is listed anew by itself and compared with what is known; nothing is lost.',
      };
    case 429:
      return {
        code: 'SKY_API_BUSY',
        message: `The API server is too busy to ${verb} ${resource}.`,
        hint: 'It is asked again when it said; if this lasts, give it more capacity or a FlowSchema.',
      };
    default:
      return {
        code: 'SKY_API_FAILED',
        message: `The API server failed to ${verb} ${resource} with status ${status}${said}.`,
        hint: 'It is asked again; what was known is kept. Look at its log if this lasts.',
      };
  }
}

/** Who lists watches as well. */
function verbsWith(verb: Request['verb']): string {
  return verb === 'list' || verb === 'watch' ? '["list", "watch"]' : `["${verb}"]`;
}

/** `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`, …: codes carry no secrets, messages may. */
function networkCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code ?? (error.cause instanceof Error ? networkCode(error.cause) : error.name);
}
