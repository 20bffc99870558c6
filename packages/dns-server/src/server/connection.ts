import type { Socket } from 'node:net';
import type { Clock } from '@skywriter/core';
import { MAX_QUERY } from '../message/query.ts';
import type { Responder } from './respond.ts';

export interface ConnectionOptions {
  readonly respond: Responder;
  readonly clock: Clock;
  /** How long a client may take from one whole query to the next, in milliseconds (RFC 7766 §6.2.3). */
  readonly idleMs: number;
}

const EMPTY = Buffer.alloc(0);
/** RFC 1035 §4.2.2: each message comes after its length. */
const LENGTH = 2;

/**
 * Serves one TCP client: queries as they come, any number in flight (RFC 7766 §6.2.1.1), answers in their
 * order. Reads no further while the client does not take its answers. What cannot be a query ends the
 * connection, because after it no frame can be trusted.
 */
export function serveConnection(socket: Socket, { respond, clock, idleMs }: ConnectionOptions): void {
  let pending: Buffer = EMPTY;
  let ended = false;
  let cancelIdle = clock.after(idleMs, expire);

  function expire(): void {
    socket.destroy();
  }

  function stillAlive(): void {
    cancelIdle();
    cancelIdle = clock.after(idleMs, expire);
  }

  /** The next whole query, if it has come; undefined also when there can be no next. */
  function takeQuery(): Buffer | undefined {
    if (pending.length < LENGTH) return undefined;
    const length = pending.readUInt16BE(0);
    if (length > MAX_QUERY) socket.destroy();
    if (length > MAX_QUERY || pending.length < LENGTH + length) return undefined;
    const query = pending.subarray(LENGTH, LENGTH + length);
    pending = pending.subarray(LENGTH + length);
    return query;
  }

  function serve(): void {
    socket.cork();
    while (!socket.destroyed && !socket.writableNeedDrain) {
      const query = takeQuery();
      if (query === undefined) {
        if (ended) socket.end();
        break;
      }
      const response = respond(query, 'tcp');
      if (response === undefined) socket.destroy();
      else {
        stillAlive();
        socket.write(lengthOf(response));
        socket.write(response);
      }
    }
    socket.uncork();
    if (socket.writableNeedDrain) socket.pause();
  }

  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    serve();
  });
  socket.on('drain', () => {
    socket.resume();
    serve();
  });
  socket.on('end', () => {
    ended = true;
    serve();
  });
  // A client may leave whenever it likes; 'close' follows.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => cancelIdle());
}

function lengthOf(message: Buffer): Buffer {
  const prefix = Buffer.allocUnsafe(LENGTH);
  prefix.writeUInt16BE(message.length);
  return prefix;
}
