import type { ApiWrite } from '../api/client.ts';
import { kindRows } from '../kinds/kinds.ts';
import { microTime } from '../micro-time.ts';
import { type Series, sha256 } from './series.ts';

/** Limits of the API (k8s.io/kubernetes pkg/apis/core/validation/events.go). */
const LONGEST_INSTANCE = 128;
const LONGEST_NAME = 253;

const CONTROLLER = 'skywriter';
/** What was done when this came up: the API wants a word, and everything here is said while publishing. */
const ACTION = 'Publish';

/** The namespace of an object's Events; those of cluster objects are in `default`, as the API wants it. */
export function namespaceOf({ object }: Pick<Series, 'object'>): string {
  return object.namespace === '' ? 'default' : object.namespace;
}

/** What writes a series as it is now: a new Event, or its count and time into the one that is there. */
export function eventRequest(series: Series, reportingInstance: string): ApiWrite {
  const namespace = namespaceOf(series);
  const path = `/apis/events.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/events`;
  const name = eventName(series, reportingInstance);
  if (series.written > 0) {
    const body = { series: repetition(series) };
    return { method: 'PATCH', path: `${path}/${encodeURIComponent(name)}`, body };
  }
  const body = {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name, namespace },
    eventTime: microTime(series.firstAt),
    ...(series.count > 1 && { series: repetition(series) }),
    reportingController: CONTROLLER,
    reportingInstance: reportingInstance.slice(0, LONGEST_INSTANCE),
    action: ACTION,
    reason: series.reason,
    regarding: regarding(series),
    note: series.note,
    type: series.type,
  };
  return { method: 'POST', path, body };
}

function regarding({ object, uid }: Series): object {
  const { kind, namespace, name } = object;
  const { group, version } = kindRows[kind];
  const apiVersion = group === '' ? version : `${group}/${version}`;
  return { apiVersion, kind, ...(namespace !== '' && { namespace }), name, uid };
}

/**
 * The name of the Event: the object's, and a part of its own. It depends on nothing else than what is said
 * and when, so that a write which is tried again, because its answer was lost, finds its Event there.
 */
function eventName({ key, firstAt, object }: Series, reportingInstance: string): string {
  const own = sha256(`${key} ${firstAt} ${reportingInstance}`).slice(0, 16);
  const prefix = object.name.slice(0, LONGEST_NAME - own.length - 1).replace(/[.-]+$/, '');
  return `${prefix}.${own}`;
}

function repetition({ count, lastAt }: Series): { count: number; lastObservedTime: string } {
  return { count, lastObservedTime: microTime(lastAt) };
}
