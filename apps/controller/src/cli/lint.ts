import { type Finding, lint as lintKeys, parsePrefix } from '@skywriter/skydns';
import { readKeys } from '../answer/read-keys.ts';
import { systemClock } from '../clock.ts';
import { type ExitCode, exitCodes, type Io } from './io.ts';

export interface LintOptions {
  readonly zone: readonly string[];
  readonly prefix: string;
  readonly keys?: string;
  readonly etcd?: string;
  readonly json?: boolean;
}

/** Names what CoreDNS cannot serve, or would serve wrongly, of the keys under a prefix. */
export async function lint(options: LintOptions, io: Io): Promise<ExitCode> {
  const prefix = parsePrefix(options.prefix);
  const keys = await readKeys({ ...options, prefix, env: io.env, clock: systemClock });
  const findings = lintKeys(keys, { zones: options.zone, prefix });
  io.stdout.write(
    options.json === true
      ? `${JSON.stringify({ keys: keys.length, findings }, undefined, 2)}\n`
      : asText(findings, keys.length),
  );
  return findings.length === 0 ? exitCodes.done : exitCodes.failed;
}

function asText(findings: readonly Finding[], keys: number): string {
  const lines = findings.map(({ key, code, message, hint }) => `${key}: ${message} ${hint} [${code}]`);
  const end =
    findings.length === 0
      ? `CoreDNS serves all of these ${keys} keys rightly.`
      : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} in ${keys} keys.`;
  return `${[...lines, end].join('\n')}\n`;
}
