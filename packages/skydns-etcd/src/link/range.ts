import { encodeKey } from './text.ts';

/** The keys from `key` up to, but not including, `end`: etcd's way to name a range. */
export interface KeyRange {
  readonly key: Buffer;
  readonly end: Buffer;
}

/** Every key that begins with this text: for `/skydns/` it is [`/skydns/`, `/skydns0`), for nothing it is everything. */
export function rangeOf(prefix: string): KeyRange {
  if (prefix === '') return { key: Buffer.of(0), end: Buffer.of(0) };
  const key = encodeKey(prefix);
  const end = Buffer.from(key);
  // Text never ends in 0xff, so there is always a next byte.
  end.writeUInt8(end.readUInt8(end.length - 1) + 1, end.length - 1);
  return { key, end };
}

export function singleKey(key: Buffer): KeyRange {
  return { key, end: Buffer.concat([key, Buffer.of(0)]) };
}
