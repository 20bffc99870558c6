import { type Agent, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** Finds a peer that is gone within a minute, and keeps load balancers from forgetting an idle watch. */
const KEEP_ALIVE_MS = 30_000;

export interface Outgoing {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

/** One request; resolves when the head of the answer is there. There is no time limit but the signal. */
export function send(url: URL, { body, ...options }: Outgoing): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'http:' ? requestHttp : requestHttps;
    // Node leaves it out where a method has no body as a rule, and the server then sees none: a DELETE without
    // its preconditions.
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(url, { ...options, headers: { ...options.headers, ...length } }, resolve);
    sent.on('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
    // After the head, what goes wrong is told where the body is read.
    sent.on('error', reject);
    sent.end(body);
  });
}
