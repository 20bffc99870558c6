import { createHash } from 'node:crypto';
import type { ObjectRef } from '@skywriter/core';

/** Something to say about an object. */
export interface EventReport {
  /** Without a `uid`, as objects from files are, nothing is said. */
  readonly object: ObjectRef;
  readonly type: 'Warning' | 'Normal';
  /** One word in CamelCase, such as `NameHeld`. */
  readonly reason: string;
  /** Cut to the 1024 bytes that an Event can hold. */
  readonly note: string;
}

/** The same said about one object, once or again and again: one Event in the cluster. */
export interface Series extends EventReport {
  readonly key: string;
  readonly uid: string;
  /** Milliseconds since the epoch. */
  firstAt: number;
  lastAt: number;
  /** How often it was said. */
  count: number;
  /** How often as the cluster knows; 0 while it has no Event of it. */
  written: number;
  /** Clock times: when it was last said, and last written. */
  saidAt: number;
  writtenAt: number;
  /** Writes in a row that failed because of this Event. */
  failures: number;
}

/** Two points on the same time: of the day, in milliseconds since the epoch, and of the clock. */
export interface Moment {
  readonly epoch: number;
  readonly now: number;
}

/** The longest note that the API takes, in bytes (k8s.io/kubernetes pkg/apis/core/validation/events.go). */
const LONGEST_NOTE = 1024;

/** Begins a series; undefined where the object is none of a cluster. */
export function newSeries(report: EventReport, { epoch, now }: Moment): Series | undefined {
  const { uid } = report.object;
  if (uid === undefined) return undefined;
  return {
    ...report,
    note: shorten(report.note),
    uid,
    key: seriesKey(report),
    firstAt: epoch,
    lastAt: epoch,
    count: 1,
    written: 0,
    saidAt: now,
    writtenAt: now,
    failures: 0,
  };
}

/** What makes two reports the same. */
export function seriesKey({ object, type, reason, note }: EventReport): string {
  return sha256(JSON.stringify([object.uid, type, reason, shorten(note)]));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Cuts to the bytes that a note may have, between two characters. */
export function shorten(note: string): string {
  if (Buffer.byteLength(note) <= LONGEST_NOTE) return note;
  let bytes = Buffer.byteLength('…');
  let kept = '';
  for (const character of note) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST_NOTE) break;
    kept += character;
  }
  return `${kept}…`;
}
