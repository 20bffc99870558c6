import { createServer, type Socket, type Server as TcpServer } from 'node:net';
import type { Clock } from '@skywriter/core';
import { MAX_QUERY } from '../message/query.ts';
import type { Respond } from '../resolver.ts';

const MAX_CONNECTIONS = 64;
/** How long a client may take from one query to the next (RFC 7766 §6.2.3). */
const IDLE_MS = 10_000;
/** Of one client; what it sends beyond is read when answers have gone out. */
const MAX_IN_FLIGHT = 32;
/** RFC 1035 §4.2.2: each message comes after its length. */
const LENGTH = 2;

export function createTcpServer(respond: Respond, clock: Clock): TcpServer {
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) =>
    serve(socket, respond, clock),
  );
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

/** Queries as they come, answers when they are there, in any order (RFC 7766 §7). */
function serve(socket: Socket, respond: Respond, clock: Clock): void {
  let pending: Buffer = Buffer.alloc(0);
  let inFlight = 0;
  let ended = false;
  let cancelIdle = clock.after(IDLE_MS, () => socket.destroy());

  const stillAlive = () => {
    cancelIdle();
    cancelIdle = clock.after(IDLE_MS, () => socket.destroy());
  };
  const isBusy = () => inFlight >= MAX_IN_FLIGHT || socket.writableNeedDrain;
  const read = () => {
    while (!isBusy() && !socket.destroyed && pending.length >= LENGTH) {
      const length = pending.readUInt16BE(0);
      // After what is no query, no frame can be trusted.
      if (length > MAX_QUERY) return socket.destroy();
      if (pending.length < LENGTH + length) break;
      const message = Buffer.from(pending.subarray(LENGTH, LENGTH + length));
      pending = pending.subarray(LENGTH + length);
      void answer(message);
    }
    if (isBusy()) socket.pause();
    else if (ended && inFlight === 0) socket.end();
    else socket.resume();
  };
  const answer = async (message: Buffer) => {
    inFlight += 1;
    stillAlive();
    const reply = await respond(message, 'tcp');
    inFlight -= 1;
    if (socket.destroyed) return;
    if (reply === undefined) return socket.destroy();
    stillAlive();
    const frame = Buffer.alloc(LENGTH + reply.length);
    frame.writeUInt16BE(reply.length, 0);
    reply.copy(frame, LENGTH);
    socket.write(frame);
    read();
  };
  socket.on('drain', read);
  socket.on('data', (part: Buffer) => {
    pending = pending.length === 0 ? part : Buffer.concat([pending, part]);
    read();
  });
  socket.on('end', () => {
    ended = true;
    read();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => cancelIdle());
}
