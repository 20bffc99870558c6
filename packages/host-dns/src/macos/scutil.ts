import { parseAddress } from '@skywriter/core';

/** One resolver of those that mDNSResponder goes by. */
export interface Resolver {
  /** Undefined for the one that answers all that no other has. */
  readonly domain: string | undefined;
  readonly servers: readonly string[];
  readonly port: number;
  /** Of one interface, for programs that ask through it alone. */
  readonly scoped: boolean;
}

/** `scutil --dns`: blocks of `key : value` lines, first those for all, then those of interfaces. */
export function parseScutil(output: string): readonly Resolver[] {
  const [common = '', scoped = ''] = output.split(/^DNS configuration \(for scoped queries\)$/m);
  return [...blocks(common, false), ...blocks(scoped, true)];
}

function blocks(text: string, scoped: boolean): readonly Resolver[] {
  return text
    .split(/^resolver #\d+$/m)
    .slice(1)
    .map((block) => {
      const lines = [...block.matchAll(/^\s*([a-z ]+?)(?:\[\d+\])?\s*:\s*(.*?)\s*$/gm)];
      const values = (key: string) =>
        lines.filter(([, name]) => name === key).map(([, , value = '']) => value);
      return {
        domain: values('domain')[0]?.replace(/\.$/, '').toLowerCase(),
        servers: values('nameserver').flatMap((value) => {
          const parsed = parseAddress(value);
          return parsed.ok ? [parsed.value.text] : [];
        }),
        port: Number(values('port')[0] ?? 53),
        scoped,
      };
    });
}
