import { ProtocolError } from '../api/fault.ts';
import { isRecord } from '../kinds/section.ts';
import { ask, type Exchange, parse, readText } from './exchange.ts';

export interface ListOptions extends Exchange {
  readonly pageSize: number;
  /** Gets every item, page by page, so that the raw objects of one page only are in memory. */
  readonly onItem: (item: unknown) => void;
}

/**
 * Reads a complete, consistent list and returns the resource version it is of. The server keeps all pages
 * at one version; where it no longer can it answers 410, and the list must begin anew.
 */
export async function list(options: ListOptions): Promise<string> {
  let version: string | undefined;
  let next = '';
  do {
    const query = {
      ...options.query,
      limit: String(options.pageSize),
      ...(next !== '' && { continue: next }),
    };
    const page = await readPage({ ...options, query });
    for (const item of page.items) options.onItem(item);
    version ??= page.version;
    next = page.next;
  } while (next !== '');
  return version;
}

/** The version that the server is at now, for the price of one object. */
export async function currentVersion(exchange: Exchange): Promise<string> {
  return (await readPage({ ...exchange, query: { limit: '1' } })).version;
}

/**
 * Whether a version is before another. They count upwards (KEP-5504); one that is no number is of an API
 * that does not keep its objects in etcd, and nothing can be said about it.
 */
export function isEarlier(version: string, other: string): boolean {
  return [version, other].every((text) => /^\d+$/.test(text)) && BigInt(version) < BigInt(other);
}

async function readPage(
  exchange: Exchange,
): Promise<{ items: readonly unknown[]; version: string; next: string }> {
  const page = parse(await readText(ask(exchange)));
  const metadata = isRecord(page) ? page.metadata : undefined;
  if (!isRecord(page) || !isRecord(metadata)) throw new ProtocolError('no list');
  const { resourceVersion, continue: next } = metadata;
  if (typeof resourceVersion !== 'string' || resourceVersion === '') throw new ProtocolError('no version');
  return {
    // Go writes an empty list as null.
    items: Array.isArray(page.items) ? page.items : [],
    version: resourceVersion,
    next: typeof next === 'string' ? next : '',
  };
}
