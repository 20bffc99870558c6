import { ProtocolError, StalledError, WatchError } from '../api/fault.ts';
import { isRecord } from '../kinds/section.ts';
import { ask, type Exchange, parse } from './exchange.ts';
import { lineCutter } from './lines.ts';

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: unknown;
  readonly resourceVersion: string;
}

export interface WatchOptions extends Exchange {
  /** Events after this one are wanted. */
  readonly resourceVersion: string;
  readonly timeoutSeconds: number;
  /** The server has accepted: from now on nothing is missed. */
  readonly onOpen: () => void;
  readonly onEvent: (event: WatchEvent) => void;
}

/**
 * Follows changes until the server ends the watch, or has been silent for so long that somebody should ask
 * whether it is still there; throws if it ends in any other way.
 */
export async function watch(options: WatchOptions): Promise<'ended' | 'silent'> {
  const query = {
    ...options.query,
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: options.resourceVersion,
    timeoutSeconds: String(options.timeoutSeconds),
  };
  const cut = lineCutter();
  let open = false;
  try {
    for await (const chunk of ask({ ...options, query })) {
      if (!open) {
        open = true;
        options.onOpen();
      }
      for (const line of cut(chunk)) options.onEvent(readEvent(line));
    }
  } catch (error) {
    if (open && error instanceof StalledError) return 'silent';
    throw error;
  }
  return 'ended';
}

function readEvent(line: string): WatchEvent {
  const event = parse(line);
  const object = isRecord(event) ? event.object : undefined;
  if (!isRecord(event) || !isRecord(object)) throw new ProtocolError('no event');
  const { type } = event;
  if (type === 'ERROR') throw statusOf(object);
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED' && type !== 'BOOKMARK') {
    throw new ProtocolError('unknown event');
  }
  const { metadata } = object;
  const resourceVersion = isRecord(metadata) ? metadata.resourceVersion : undefined;
  if (typeof resourceVersion !== 'string' || resourceVersion === '') throw new ProtocolError('no version');
  return { type, object, resourceVersion };
}

function statusOf(status: Readonly<Record<string, unknown>>): WatchError {
  return new WatchError(typeof status.code === 'number' ? status.code : 500, status);
}
