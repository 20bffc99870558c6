import {
  isWildcard,
  isWithin,
  type Name,
  type Problem,
  parseAddress,
  parseName,
  type Result,
} from '@skywriter/core';
import { forgotten, type HostDns, type HostEntry, type Mode, type Server } from '@skywriter/host-dns';
import { widthProblem } from './width.ts';

/** What a command line says of the wanted state, as it was typed. */
export interface WantedOptions {
  readonly mode?: Mode;
  readonly domain?: readonly string[];
  readonly server?: readonly string[];
  readonly hosts?: readonly string[];
  readonly link?: string;
  readonly adapter?: readonly string[];
  readonly allowPolicyKey?: boolean;
  readonly listen?: readonly string[];
  readonly probe?: readonly string[];
  readonly controlName?: readonly string[];
}

/** What must be found afterwards. */
export interface Probes {
  readonly names: readonly Name[];
  readonly controls: readonly Name[];
  /** Who serves the domains, where that is not who is asked. */
  readonly authorities?: readonly Server[];
}

export type Wanted =
  | { readonly ok: true; readonly wanted: HostDns; readonly probes: Probes }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * What the machine shall know, or everything that is wrong with how it was said. Problems: SKY_HOST_DOMAIN,
 * SKY_HOST_WIDE, SKY_HOST_SERVER, SKY_HOST_ENTRY, SKY_HOST_PROBE, SKY_HOST_ARGUMENTS.
 */
export function readWanted(options: WantedOptions): Wanted {
  const problems: Problem[] = [];
  const all = <T>(texts: readonly string[] | undefined, parse: (text: string) => Result<T>): T[] =>
    (texts ?? []).flatMap((text) => {
      const parsed = parse(text);
      if (parsed.ok) return [parsed.value];
      problems.push(parsed.problem);
      return [];
    });
  const { mode = forgotten.mode } = options;
  const domains = all(options.domain, parseDomain);
  const servers = all(options.server, (text) => parseServer(text, '--server'));
  const wanted: HostDns = {
    ...forgotten,
    mode,
    domains,
    servers: mode === 'adapter' ? all(options.listen, (text) => parseServer(text, '--listen')) : servers,
    hosts: byAddress(all(options.hosts, parseEntry)),
    allowPolicyKey: options.allowPolicyKey === true,
    ...(options.link === undefined ? {} : { link: options.link }),
    ...(options.adapter === undefined ? {} : { adapters: options.adapter }),
  };
  const probes: Probes = {
    names: all(options.probe, (text) => parseProbe(text, domains)),
    controls: all(options.controlName, parseName),
    ...(mode === 'adapter' ? { authorities: servers } : {}),
  };
  problems.push(...contradictions(options), ...ambiguities(wanted.hosts));
  return problems.length === 0 ? { ok: true, wanted, probes } : { ok: false, problems };
}

export type Addresses =
  | { readonly ok: true; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Addresses alone. Problem: SKY_HOST_SERVER. */
export function readAddresses(texts: readonly string[] = []): Addresses {
  const parsed = texts.map((text) => parseServer(text, '--server'));
  const problems = parsed.flatMap((one) => (one.ok ? [] : [one.problem]));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, addresses: parsed.flatMap((one) => (one.ok ? [one.value.address] : [])) };
}

function parseDomain(text: string): Result<Name> {
  const wide = widthProblem(text);
  if (wide !== undefined) return { ok: false, problem: wide };
  const name = parseName(text);
  if (name.ok && !isWildcard(name.value)) return name;
  const bare = text.replace(/^\*?\.|^~/, '');
  const reason = name.ok ? 'A domain is itself and everything below it.' : name.problem.message;
  return bad(
    'SKY_HOST_DOMAIN',
    `--domain ${JSON.stringify(text)} is no domain. ${reason}`,
    bare !== text && parseName(bare).ok
      ? `Write --domain ${bare}.`
      : name.ok
        ? 'Write a domain such as cluster.local.'
        : name.problem.hint,
  );
}

/** `172.19.1.100`, `172.19.1.100:5353`, `2001:db8::1`, `[2001:db8::1]:5353`. */
function parseServer(text: string, option: string): Result<Server> {
  const [, address = text, port = '53'] =
    /^\[([^\]]*)\](?::(.*))?$/.exec(text) ?? /^([^:]*):([^:]*)$/.exec(text) ?? [];
  const parsed = parseAddress(address);
  if (!parsed.ok) {
    return bad(
      'SKY_HOST_SERVER',
      `${option} ${JSON.stringify(text)} has no IP address.`,
      'Write 192.0.2.1, 192.0.2.1:5353, 2001:db8::1 or [2001:db8::1]:5353; a server has no name before it is asked.',
    );
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    return bad(
      'SKY_HOST_SERVER',
      `${option} ${JSON.stringify(text)} has no port from 1 to 65535.`,
      'Leave it out for port 53.',
    );
  }
  return { ok: true, value: { address: parsed.value.text, port: Number(port) } };
}

/** A name that its servers know whenever they run. */
function parseProbe(text: string, domains: readonly Name[]): Result<Name> {
  const name = parseName(text);
  if (!name.ok || domains.some((domain) => isWithin(name.value, domain))) return name;
  return bad(
    'SKY_HOST_PROBE',
    `--probe ${text} is in none of the domains, so it proves nothing of them.`,
    'Name one that the cluster always serves, such as k2s.cluster.local; for others, there is --control-name.',
  );
}

interface Line {
  readonly name: Name;
  readonly address: string;
}

/** `k2s.registry.local=172.19.1.100`. */
function parseEntry(text: string): Result<Line> {
  const [left = '', right = '', more] = text.split('=');
  const name = parseName(left);
  const address = parseAddress(right);
  if (more === undefined && name.ok && !isWildcard(name.value) && address.ok)
    return { ok: true, value: { name: name.value, address: address.value.text } };
  const reason = !name.ok ? name.problem.message : !address.ok ? address.problem.message : '';
  return bad(
    'SKY_HOST_ENTRY',
    `--hosts ${JSON.stringify(text)} is no line of a hosts file. ${reason}`.trim(),
    'Write --hosts NAME=ADDRESS, such as k2s.registry.local=172.19.1.100; a hosts file has no wildcards.',
  );
}

function byAddress(lines: readonly Line[]): readonly HostEntry[] {
  const names = new Map<string, Name[]>();
  for (const { name, address } of lines) names.set(address, [...(names.get(address) ?? []), name]);
  return [...names].map(([address, all]) => ({ address, names: [...new Set(all)] }));
}

/** Of two addresses of a family, programs take the first, the last or both, each as it likes. */
function ambiguities(entries: readonly HostEntry[]): readonly Problem[] {
  const seen = new Map<string, string>();
  return entries.flatMap(({ address, names }) =>
    names.flatMap((name) => {
      const key = `${name} ${address.includes(':')}`;
      const other = seen.get(key);
      seen.set(key, address);
      if (other === undefined) return [];
      const what = `--hosts gives ${name} two addresses, ${other} and ${address}.`;
      return [problem('SKY_HOST_ENTRY', what, 'Give one for each of IPv4 and IPv6.')];
    }),
  );
}

/** What would be silently ignored, or means nothing. */
function contradictions({
  mode = 'split',
  domain = [],
  server = [],
  hosts = [],
  listen,
  link,
  adapter,
}: WantedOptions): readonly Problem[] {
  const wrong: [boolean, string, string][] = [
    [
      domain.length === 0 && hosts.length === 0,
      'Nothing is named that the machine shall know.',
      'Name it with --domain and --server, or with --hosts; "skywriter host reset" makes it forget.',
    ],
    [
      mode !== 'hosts' && domain.length > 0 && server.length === 0,
      `Nobody is named who serves ${domain.join(', ')}.`,
      "Name the cluster's DNS server with --server.",
    ],
    [
      mode === 'adapter' && listen === undefined,
      'No DNS proxy is named for all the names that this machine asks for.',
      'Name where it listens with --listen, such as --listen 127.0.0.2.',
    ],
    [
      mode !== 'adapter' && listen !== undefined,
      `--listen has no meaning in mode ${mode}, which needs no DNS proxy.`,
      'Leave it out.',
    ],
    [
      mode !== 'hosts' && domain.length === 0 && server.length > 0,
      `No domain is named for ${server.join(', ')}.`,
      'Name what is asked there with --domain, such as --domain cluster.local.',
    ],
    [
      mode === 'hosts' && domain.length + server.length > 0,
      'A hosts file has fixed names, and neither domains nor servers.',
      'With --mode hosts, name each with --hosts NAME=ADDRESS.',
    ],
    [
      mode !== 'adapter' && adapter !== undefined,
      `--adapter has no meaning in mode ${mode}, which changes no adapter.`,
      'Leave it out.',
    ],
    [
      mode !== 'split' && link !== undefined,
      `--link has no meaning in mode ${mode}.`,
      'Leave it out: it names the link that carries the domains of mode split.',
    ],
  ];
  return wrong.flatMap(([is, message, hint]) => (is ? [problem('SKY_HOST_ARGUMENTS', message, hint)] : []));
}

function problem(code: Problem['code'], message: string, hint: string): Problem {
  return { code, message, hint };
}

function bad(code: Problem['code'], message: string, hint: string): Result<never> {
  return { ok: false, problem: problem(code, message, hint) };
}
