import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { KubeApiserver } from '@skywriter/testbed';

/** The admin of an API server, over connections that are kept: what they cost is no part of a change. */
export interface Sender {
  /** Rejects whatever the API server refuses. */
  send(method: 'POST' | 'PATCH', path: string, body: object): Promise<void>;
  close(): void;
}

export function senderTo(api: KubeApiserver, connections: number): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, ca: api.ca });
  return {
    async send(method, path, body) {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
        const headers = { 'content-type': type, authorization: `Bearer ${api.admin.token}` };
        const sent = request(`${api.url}${path}`, { method, agent, headers }, (response) => {
          text(response).then((read) => resolve({ status: response.statusCode ?? 0, text: read }), reject);
        });
        sent.on('error', reject);
        sent.end(JSON.stringify(body));
      });
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    },
    close: () => agent.destroy(),
  };
}
