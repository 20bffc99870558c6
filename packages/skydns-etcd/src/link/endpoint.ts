import {
  type CallOptions,
  Channel,
  type Client,
  type ClientUnaryCall,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import type {
  IAuthenticateRequest,
  IAuthenticateResponse,
  IDuplexStream,
  IWatchRequest,
  IWatchResponse,
  KVClient,
} from 'etcd3';
import { type Certificates, channelSecurity } from './credentials.ts';
import { isLoginNeedless, isTokenRefused } from './errors.ts';
import type { Address, EtcdOptions } from './options.ts';
import { type ServiceName, serviceClient, serviceNames } from './proto.ts';

/** Long, because etcd's password hash is meant to be slow. */
const LOGIN_WITHIN_MS = 5_000;
/** A message may be this long; a page that is longer is asked for again in smaller parts. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** One member of the cluster, over one connection of its own. */
export interface Endpoint {
  readonly address: Address;
  /** Of the files that secure the connection. */
  readonly fingerprint: string;
  readonly kv: Pick<KVClient, 'range' | 'txn'>;
  /** Opens the stream of watches. */
  watch(): Promise<WatchStream>;
  /** No new calls; those under way end by themselves. */
  retire(): void;
  /** No new calls, and those under way are cancelled. */
  abort(): void;
}

export type WatchStream = IDuplexStream<IWatchRequest, IWatchResponse>;

/**
 * etcd's services, as etcd3's types describe them, over a connection of ours instead of its pool: the pool
 * closes everybody's channel when one call fails, cannot skip or redirect the verification of certificates, and
 * opens a channel that it never closes at each login. Throws `SKY_ETCD_CERTIFICATE`.
 */
export function openEndpoint(address: Address, etcd: EtcdOptions, certificates: Certificates): Endpoint {
  const { credentials, options: security } = channelSecurity(address, etcd.tls, certificates);
  const channel = new Channel(address.target, credentials, {
    ...security,
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 3_000,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    // A connection of its own, not one shared with whoever asks the same member: that may be dead without knowing it.
    'grpc.use_local_subchannel_pool': 1,
  });
  const clients = new Map<ServiceName, Client>();
  for (const name of serviceNames) {
    const Service = serviceClient(name);
    clients.set(name, new Service(address.target, credentials, { channelOverride: channel }));
  }
  const calls = new Set<ClientUnaryCall>();
  let token: Promise<string | undefined> | undefined;

  async function login(): Promise<string | undefined> {
    const { username, password } = etcd;
    if (username === undefined || password === undefined) return undefined;
    try {
      const request: IAuthenticateRequest = { name: username, password };
      const call = { request, metadata: new Metadata(), options: within(LOGIN_WITHIN_MS) };
      return (await unary<IAuthenticateResponse>('Auth', 'authenticate', call)).token;
    } catch (error) {
      if (isLoginNeedless(error)) return undefined;
      token = undefined;
      throw error;
    }
  }

  async function metadata(): Promise<Metadata> {
    token ??= login();
    const value = await token;
    const result = new Metadata();
    if (value !== undefined) result.set('token', value);
    return result;
  }

  /** Returns what the generated client returns: nothing but the protocol files knows its methods. */
  function invoke(service: ServiceName, method: string, ...args: readonly unknown[]) {
    const client = clients.get(service);
    const send: unknown = client === undefined ? undefined : Reflect.get(client, method);
    if (typeof send !== 'function') throw new TypeError(`etcd has no ${service}.${method}`);
    return send.call(client, ...args);
  }

  function unary<T>(service: ServiceName, method: string, call: UnaryCall): Promise<T> {
    return new Promise((resolve, reject) => {
      const sent: ClientUnaryCall = invoke(
        service,
        method,
        call.request,
        call.metadata,
        call.options ?? {},
        (error: ServiceError | null, response: T) => {
          calls.delete(sent);
          if (error === null) resolve(response);
          else reject(error);
        },
      );
      calls.add(sent);
    });
  }

  async function ask<T>(method: string, request: unknown, options?: CallOptions): Promise<T> {
    const call = { request, options };
    const sent = await metadata();
    const used = token;
    try {
      return await unary('KV', method, { ...call, metadata: sent });
    } catch (error) {
      // A refused token was refused before anything was done, so a second try cannot do it twice.
      if (!isTokenRefused(error)) throw error;
      if (token === used) token = undefined;
      return await unary('KV', method, { ...call, metadata: await metadata() });
    }
  }

  return {
    address,
    fingerprint: certificates.fingerprint,
    kv: {
      range: (request, options) => ask('range', request, options),
      txn: (request, options) => ask('txn', request, options),
    },
    async watch() {
      const withLeader = await metadata();
      // Without it a member that is cut off from the others would keep a watch open, and silent.
      withLeader.set('hasleader', 'true');
      const stream: WatchStream = invoke('Watch', 'watch', withLeader);
      return stream;
    },
    retire: () => channel.close(),
    abort() {
      for (const call of calls) call.cancel();
      channel.close();
    },
  };
}

interface UnaryCall {
  readonly request: unknown;
  readonly metadata: Metadata;
  readonly options: CallOptions | undefined;
}

/** gRPC wants deadlines as points in time. */
export function within(ms: number): CallOptions {
  return { deadline: Date.now() + ms };
}
