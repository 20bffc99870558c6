import type { IEvent, IWatchResponse } from 'etcd3';
import type { Endpoint } from './endpoint.ts';
import { watchCancelled } from './errors.ts';
import type { KeyEvent, Revision } from './link.ts';
import type { KeyRange } from './range.ts';
import { toKeyValue } from './snapshot.ts';
import { decodeKey } from './text.ts';

export interface WatchOptions {
  readonly range: KeyRange;
  /** The watch tells what happened after this revision. */
  readonly after: Revision;
  /** etcd watches: from here on nothing is missed. Called once, before `changed`. */
  readonly created: () => void;
  /** Whole revisions, in order. What it throws ends the watch. */
  readonly changed: (events: readonly KeyEvent[], revision: Revision) => void;
}

export interface Watch {
  /** Rejects when the stream ends, for whatever reason but `cancel`. */
  readonly ended: Promise<never>;
  /** How many messages have come. */
  readonly heard: number;
  /** Asks for a sign of life, which arrives as a message. */
  ask(): void;
  cancel(): void;
}

/** One watch on one stream. It is never resumed: who loses it reads a new snapshot and opens another. */
export async function openWatch(endpoint: Pick<Endpoint, 'watch'>, options: WatchOptions): Promise<Watch> {
  const { range } = options;
  const stream = await endpoint.watch();
  let heard = 0;
  let over = false;
  let fragments: IEvent[] = [];
  let fail: (error: unknown) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    fail = (error) => {
      over = true;
      stream.cancel();
      reject(error);
    };
  });
  ended.catch(() => {});

  function hear(message: IWatchResponse): void {
    heard += 1;
    if (message.canceled) throw watchCancelled(message.cancel_reason, message.compact_revision);
    if (message.created) options.created();
    for (const event of message.events) fragments.push(event);
    if (message.fragment || fragments.length === 0) return;
    const events = fragments.map(toKeyEvent);
    fragments = [];
    // Not the header's revision: while the watch catches up, that is ahead of what has been told.
    const last = events.at(-1);
    if (last !== undefined) options.changed(events, last.modRevision);
  }

  stream.on('data', (message) => {
    if (over) return;
    try {
      hear(message);
    } catch (error) {
      fail(error);
    }
  });
  stream.on('error', (error) => {
    if (!over) fail(error);
  });
  stream.on('end', () => {
    if (!over) fail(watchCancelled('etcd ended the watch', '0'));
  });
  stream.write({
    create_request: {
      key: range.key,
      range_end: range.end,
      start_revision: (BigInt(options.after) + 1n).toString(),
      // Many large changes in one transaction would otherwise make one message without limit.
      fragment: true,
    },
  });
  return {
    ended,
    get heard() {
      return heard;
    },
    ask() {
      if (!over) stream.write({ progress_request: {} });
    },
    cancel() {
      over = true;
      stream.cancel();
    },
  };
}

function toKeyEvent(event: IEvent): KeyEvent {
  return event.type === 'Delete'
    ? { key: decodeKey(event.kv.key), value: undefined, modRevision: event.kv.mod_revision }
    : toKeyValue(event.kv);
}
