import { createServer, type Server, type ServerResponse } from 'node:http';
import { type Problem, SkywriterError } from '@skywriter/core';
import type { Endpoint } from '../config/values.ts';
import { formatEndpoint } from '../config/values.ts';
import type { SystemStatus } from '../status.ts';
import type { Metrics } from './metrics.ts';
import { readinessOf } from './readiness.ts';

export interface HttpServer {
  /** Where it listens, with the port that the system chose. */
  readonly endpoint: Endpoint;
  stop(): Promise<void>;
}

export interface HttpOptions {
  readonly listen: Endpoint;
  /** Without it there is no `/metrics`. */
  readonly metrics?: Metrics;
  readonly status: () => SystemStatus;
  /** The event loop turns and the process is not stopping. */
  readonly healthy: () => boolean;
}

type Route = (response: ServerResponse) => void | Promise<void>;

/** Serves `/metrics`, `/healthz` and `/readyz`. Rejects with `SKY_HTTP_LISTEN`. */
export async function startHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { metrics } = options;
  const routes: Readonly<Record<string, Route>> = {
    ...(metrics !== undefined && {
      '/metrics': async (response) => {
        response.setHeader('content-type', metrics.contentType);
        response.end(await metrics.text());
      },
    }),
    '/healthz': (response) => {
      response.statusCode = options.healthy() ? 200 : 503;
      response.end(options.healthy() ? 'ok\n' : 'stopping\n');
    },
    '/readyz': (response) => {
      const readiness = readinessOf(options.status());
      response.statusCode = readiness.ready ? 200 : 503;
      json(response, readiness);
    },
  };
  const server = createServer((request, response) => {
    const route = routes[(request.url ?? '').split('?')[0] ?? ''];
    if (route === undefined) {
      response.statusCode = 404;
      response.end(`Not found. There are ${Object.keys(routes).join(', ')}.\n`);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.statusCode = 405;
      response.setHeader('allow', 'GET, HEAD').end();
    } else {
      Promise.resolve(route(response)).catch(() => response.destroy());
    }
  });
  await listening(server, options.listen);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.listen.port;
  return { endpoint: { host: options.listen.host, port }, stop: () => closed(server) };
}

function json(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(`${JSON.stringify(value, undefined, 2)}\n`);
}

function listening(server: Server, { host, port }: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new SkywriterError(listenProblem({ host, port }, error))));
    server.listen({ host, port }, resolve);
  });
}

function listenProblem(endpoint: Endpoint, error: Error): Problem {
  const taken = 'code' in error && error.code === 'EADDRINUSE';
  return {
    code: 'SKY_HTTP_LISTEN',
    message: `Metrics or health cannot be served on ${formatEndpoint(endpoint)}: ${taken ? 'the port is taken' : error.message}.`,
    hint: 'Choose another address with metrics.listen or health.listen.',
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Scrapers keep their connections open; a process that is told to stop does not wait for them.
    server.closeAllConnections();
  });
}
