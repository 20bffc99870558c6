import type { Problem } from '@skywriter/core';
import { ApiStatusError } from '../api/fault.ts';
import { namespaceOf } from './event.ts';
import type { Series } from './series.ts';

/** Says which rule is missing. */
export function forbiddenProblem(series: Series, error: ApiStatusError): Problem {
  return {
    code: 'SKY_EVENTS_FORBIDDEN',
    message: `The API server forbids to write Events in namespace ${namespaceOf(series)}${said(error)}.`,
    hint:
      'Add to its ClusterRole the rule {apiGroups: ["events.k8s.io"], resources: ["events"], ' +
      'verbs: ["create", "patch"]}; it is tried again now and then, and nothing else waits for it.',
  };
}

/** Says that an Event is given up. */
export function refusedProblem(series: Series, error: unknown): Problem {
  const { kind, namespace, name } = series.object;
  const object = `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
  const status = error instanceof ApiStatusError ? ` with status ${error.status}${said(error)}` : '';
  return {
    code: 'SKY_EVENT_REFUSED',
    message: `The API server refuses the Event ${series.reason} about ${object}${status}.`,
    hint: 'What it would have said is in the log; see whether an admission policy refuses Events.',
  };
}

export function overflowProblem(queued: number): Problem {
  return {
    code: 'SKY_EVENTS_DROPPED',
    message: `More than ${queued} Events wait to be written; the oldest are given up.`,
    hint: 'What they would have said is in the log; see whether the API server takes Events at all.',
  };
}

function said({ detail }: ApiStatusError): string {
  return detail === '' ? '' : `: ${detail}`;
}
