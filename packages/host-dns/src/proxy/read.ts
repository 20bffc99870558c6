import { parseAddress } from '@skywriter/core';
import { parseDocument } from 'yaml';
import type { Server } from '../platform/host-dns.ts';
import { type KeyKind, keys, nearestKey } from './keys.ts';

/** One line of upstreams, as dnsproxy reads it. */
export interface UpstreamLine {
  readonly text: string;
  /** Empty for what is asked for everything; `*.` stands before a domain that is meant without itself. */
  readonly domains: readonly string[];
  /** `#` alone: the servers of everything. */
  readonly servers: readonly string[];
  readonly readable: boolean;
}

/** A key that dnsproxy does not know, and which was meant; or one whose value is of another kind. */
export type Fault =
  | { readonly is: 'no key'; readonly key: string; readonly meant: string | undefined }
  | { readonly is: 'no value'; readonly key: string };

/** A configuration of dnsproxy that somebody wrote. */
export interface ProxyFile {
  readonly faults: readonly Fault[];
  readonly listen: readonly string[];
  readonly ports: readonly number[];
  readonly upstreams: readonly UpstreamLine[];
  readonly fallbacks: readonly UpstreamLine[];
  /** All keys that are known, with values of the right kind. */
  readonly values: ReadonlyMap<string, unknown>;
}

/** Reads what is there, right or wrong; undefined where it is no YAML of keys and values. */
export function readProxyFile(text: string): ProxyFile | undefined {
  const content = parsed(text);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return undefined;
  const faults: Fault[] = [];
  const values = new Map<string, unknown>();
  for (const [key, value] of Object.entries(content)) {
    const kind = keys.get(key);
    if (kind === undefined) faults.push({ is: 'no key', key, meant: nearestKey(key) });
    else if (value !== null && !fits(kind, value)) faults.push({ is: 'no value', key });
    else values.set(key, value ?? undefined);
  }
  const lines = (key: string) => listOf(values.get(key)).map((item) => readLine(String(item)));
  return {
    faults,
    listen: listOf(values.get('listen-addrs')).map(String),
    ports: listOf(values.get('listen-ports')).map(Number),
    upstreams: lines('upstream'),
    fallbacks: lines('fallback'),
    values,
  };
}

function parsed(text: string): unknown {
  const document = parseDocument(text);
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS();
  } catch {
    // Aliases that would fill the memory.
    return undefined;
  }
}

function fits(kind: KeyKind, value: unknown): boolean {
  if (kind === 'flag') return typeof value === 'boolean';
  if (kind === 'number') return typeof value === 'number' && value >= 0;
  if (kind === 'text') return typeof value === 'string';
  const item = kind === 'texts' ? 'string' : 'number';
  return Array.isArray(value) && value.every((one) => typeof one === item);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `1.2.3.4`, `[/one.example/two.example/]1.2.3.4 5.6.7.8`, `[/one.example/]#`. */
export function readLine(text: string): UpstreamLine {
  if (!text.startsWith('[/')) return { text, domains: [], servers: [text], readable: text !== '' };
  const end = text.indexOf('/]');
  const servers =
    end === -1
      ? []
      : text
          .slice(end + 2)
          .split(/\s+/)
          .filter((word) => word !== '');
  const domains = end < 2 ? [] : text.slice(2, end).toLowerCase().split('/');
  return { text, domains, servers, readable: servers.length > 0 };
}

/** A server of plain DNS, such as `192.0.2.1`, `192.0.2.1:5300`, `[2001:db8::1]:53`; undefined for all other kinds. */
export function plainServer(text: string): Server | undefined {
  const bare = text.replace(/^(?:udp|tcp):\/\//, '');
  const [, address = bare, port = '53'] =
    /^\[([^\]]+)\]:(\d{1,5})$/.exec(bare) ?? /^([^:]+):(\d{1,5})$/.exec(bare) ?? [];
  const parsed = parseAddress(address);
  return parsed.ok ? { address: parsed.value.text, port: Number(port) } : undefined;
}
