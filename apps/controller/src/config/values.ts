import {
  type Address,
  deriver,
  domainFilter,
  type Name,
  type Problem,
  parseAddress,
  parseName,
  parseSelector,
  parseTargets,
  parseTemplate,
  type Result,
  recordFilter,
} from '@skywriter/core';
import { parseEndpoint as parseDnsEndpoint } from '@skywriter/dns-server';
import * as z from 'zod';

/** A zone of an output: a name, or `.` for every name there is. */
export type Zone = Name | '.';

/** Where something listens or is reached. */
export interface Endpoint {
  /** Address or host name, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Hands a problem of the core to zod, hint included, so that it is shown like every other one. */
function report(context: z.core.ParsePayload, problem: Pick<Problem, 'message' | 'hint'>): never {
  context.issues.push({
    code: 'custom',
    message: problem.message,
    params: { hint: problem.hint },
    input: context.value,
  });
  return z.NEVER;
}

export const text = z.string().min(1);

/** What ExternalDNS can write into its registry and read again. */
export const owner = z.string().regex(/^[ !#-+\--[\]-~]{1,253}$/);

export const name = z.string().transform((value, context): Name => {
  const parsed = parseName(value);
  return parsed.ok ? parsed.value : report(context, parsed.problem);
});

/** A name, or `*.` and a name: everything below it, at any depth. */
export const pattern = name;

export const zone = z.string().transform((value, context): Zone => {
  if (value === '.') return value;
  const parsed = parseName(value);
  if (!parsed.ok) return report(context, parsed.problem);
  if (!parsed.value.startsWith('*')) return parsed.value;
  return report(context, {
    message: `The zone ${JSON.stringify(value)} is a wildcard.`,
    hint: `Write the zone itself, ${parsed.value.slice(2)}: it holds every name below it.`,
  });
});

/** A domain of a filter: `example.com` with all below it, `.example.com` only what is below it. */
export const domain = z.string().transform((value, context): string => {
  const below = value.startsWith('.');
  const parsed = parseName(below ? value.slice(1) : value);
  return parsed.ok ? `${below ? '.' : ''}${parsed.value}` : report(context, parsed.problem);
});

/** Checked here, compiled where it is used: a configuration is compared as text. */
export function checked(parse: (value: string) => Result<unknown>) {
  return z.string().transform((value, context): string => {
    const parsed = parse(value);
    return parsed.ok ? value : report(context, parsed.problem);
  });
}

/** A selector in the syntax of `kubectl get -l`. */
export const selector = checked(parseSelector);

/** Templates of ExternalDNS, read together: later ones see the variables of earlier ones. */
export const templates = z.array(z.string()).transform((values, context): string[] => {
  const parsed = parseTemplate(values);
  return parsed.ok ? values : report(context, parsed.problem);
});

/** An address or a host name. */
export const target = checked((value) => parseTargets([value]));

/** A network in CIDR notation. */
export const network = checked((value) => recordFilter({ onlyTargets: [value] }));

/** A prefix of NAT64: a /96. */
export const nat64Network = checked((value) => deriver({ nat64Networks: [value] }));

/** In RE2 syntax, as ExternalDNS has it. */
export const regex = checked((value) => domainFilter({ includeRegex: value }));

export const address = z.string().transform((value, context): Address => {
  const parsed = parseAddress(value);
  return parsed.ok ? parsed.value : report(context, parsed.problem);
});

/** Where the DNS server listens: an address and a port, as text. */
export const dnsListen = z.string().transform((value, context): string => {
  const parsed = parseDnsEndpoint(value);
  return parsed.ok ? value : report(context, parsed.problem);
});

/** `127.0.0.1:5300`, `[::1]:5300`, or `:5300` for every address of the machine. */
export const listen = z.string().transform((value, context): Endpoint => {
  const endpoint = parseEndpoint(value);
  return (
    endpoint ??
    report(context, {
      message: `${JSON.stringify(value)} is not an address to listen on.`,
      hint: 'Write address:port, such as 127.0.0.1:5300, [::1]:5300, or :5300 for every address.',
    })
  );
});

/** Reads `host:port`, `[v6]:port` or `:port` (every address); undefined where the text is none of them. */
export function parseEndpoint(value: string): Endpoint | undefined {
  const match = /^(?:\[(?<six>[0-9A-Fa-f:.]+)\]|(?<host>[^[\]:\s]*)):(?<port>\d{1,5})$/.exec(value);
  if (match?.groups === undefined) return undefined;
  const port = Number(match.groups.port);
  if (port > 65_535) return undefined;
  return { host: (match.groups.six ?? match.groups.host) || '::', port };
}

export function formatEndpoint({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Seconds of a TTL (RFC 2181 §8), never zero: nothing published here may be uncacheable by accident. */
export const ttl = z.number().int().min(1).max(2_147_483_647);

/** Seconds of a TTL, or 0: none is said. */
export const hostTtl = z.number().int().min(0).max(2_147_483_647);

/** Seconds of a timer. */
export const seconds = z.number().int().min(1).max(2_147_483_647).describe('Seconds.');

export const url = z.string().transform((value, context): string => {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.username === '') return value;
  return report(context, {
    // The text itself may hold a password: it is not repeated.
    message: parsed?.username ? 'The URL carries a user name.' : 'The text is not an http or https URL.',
    hint: 'Write scheme, host and port alone, such as https://172.19.1.100:2379.',
  });
});
