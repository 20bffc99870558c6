import type { Problem } from '@skywriter/core';
import { ApiStatusError, faultOf, type Request } from '../api/fault.ts';

/** Says for people why a request about one object failed, and what would help. */
export function refusalOf(error: unknown, request: Request): Problem {
  if (!(error instanceof ApiStatusError)) return faultOf(error, request);
  const { status, detail } = error;
  const { row, verb } = request;
  const said = detail === '' ? '' : `: ${detail}`;
  const what = `to ${verb} ${row.plural} in namespace ${request.namespace}${said}`;
  switch (status) {
    case 404:
      return {
        code: 'SKY_API_NOT_FOUND',
        message: `The API server does not find what it was asked ${what}.`,
        hint: 'Check that the object and its namespace exist.',
      };
    case 409:
      return {
        code: 'SKY_API_CONFLICT',
        message: `Somebody else was faster than the request ${what}.`,
        hint: 'It is read again and decided anew; nothing is to be done.',
      };
    case 400:
    case 422:
      return refused(what);
    case 403:
      // Quotas, admission and namespaces that go forbid, too, and then no rule helps.
      return /\bcannot \w+ resource\b/.test(detail) ? faultOf(error, request) : refused(what);
    default:
      return faultOf(error, request);
  }
}

function refused(what: string): Problem {
  return {
    code: 'SKY_API_REFUSED',
    message: `The API server refuses ${what}.`,
    hint: 'Correct what it names; see whether an admission policy or a quota stands in the way.',
  };
}
