import { TestbedError } from './errors.ts';
import { request } from './http.ts';

export interface GatewayAccess {
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
  readonly auth?: { readonly user: string; readonly password: string };
}

/** etcd's API as JSON over HTTP: all that the testbed itself asks of etcd, with no client library under test. */
export class EtcdGateway {
  readonly #access: () => GatewayAccess;

  constructor(access: () => GatewayAccess) {
    this.#access = access;
  }

  async healthy(endpoint: string): Promise<boolean> {
    const { tls } = this.#access();
    const answer = await request(`${endpoint}/health`, { ...tls, timeoutMs: 2_000 });
    const { health } = (await answer.json()) as { health?: string };
    return health === 'true';
  }

  async call(endpoint: string, path: string, body: unknown, anonymous = false): Promise<unknown> {
    const { tls, auth } = this.#access();
    const headers: Record<string, string> = {};
    if (auth !== undefined && !anonymous) {
      const login = { name: auth.user, password: auth.password };
      const { token } = (await this.call(endpoint, '/v3/auth/authenticate', login, true)) as {
        token: string;
      };
      headers.authorization = token;
    }
    const answer = await request(`${endpoint}${path}`, { ...tls, headers, body });
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text);
    throw new TestbedError(
      'SKY_TESTBED_HTTP',
      `etcd refused ${path} with ${answer.status}: ${text.trim()}`,
      'Check what it was asked.',
    );
  }
}

export const toBase64 = (text: string): string => Buffer.from(text).toString('base64');
export const fromBase64 = (text: string | undefined): string => Buffer.from(text ?? '', 'base64').toString();

/** The first key after all that begin with `prefix`, as etcd wants the end of a range. */
export function endOfPrefix(prefix: string): string {
  const bytes = Buffer.from(prefix);
  const last = bytes.findLastIndex((byte) => byte < 0xff);
  if (last < 0) return Buffer.from([0]).toString('base64');
  const end = Buffer.from(bytes.subarray(0, last + 1));
  end[last] = (end[last] ?? 0) + 1;
  return end.toString('base64');
}
