import type { IKeyValue, IRangeRequest, IRangeResponse } from 'etcd3';
import { isAnswerTooLong } from './errors.ts';
import type { KeyValue, Revision } from './link.ts';
import type { KeyRange } from './range.ts';
import { decodeKey, decodeValue } from './text.ts';

const PAGE_KEYS = 5_000;
const ZERO = Buffer.from([0]);

export interface Page {
  readonly kvs: readonly KeyValue[];
  /** The same for all pages. */
  readonly revision: Revision;
}

/**
 * Everything in a range, in the order of the keys, at one revision: the one given, or that of the first page.
 * Pages that are too long are asked for again in smaller parts; a single value that is too long comes empty.
 */
export async function* readPages(
  range: KeyRange,
  ask: (request: IRangeRequest) => Promise<IRangeResponse>,
  pinned?: Revision,
): AsyncGenerator<Page, void, undefined> {
  let revision = pinned;
  let limit = PAGE_KEYS;
  for (let from: Buffer | undefined = range.key; from !== undefined; ) {
    const request: IRangeRequest = { key: from, range_end: range.end, limit, revision: revision ?? 0 };
    const answer = await ask(request).catch((error: unknown) => {
      if (!isAnswerTooLong(error)) throw error;
      return limit === 1 ? ask({ ...request, keys_only: true }) : undefined;
    });
    if (answer === undefined) {
      limit = Math.ceil(limit / 10);
      continue;
    }
    limit = Math.min(PAGE_KEYS, limit * 2);
    revision ??= answer.header.revision;
    yield { kvs: answer.kvs.map(toKeyValue), revision };
    const last = answer.kvs.at(-1);
    from = answer.more && last !== undefined ? Buffer.concat([last.key, ZERO]) : undefined;
  }
}

export function toKeyValue(kv: IKeyValue): KeyValue {
  return { key: decodeKey(kv.key), value: decodeValue(kv.value), modRevision: kv.mod_revision };
}
