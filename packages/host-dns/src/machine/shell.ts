import { failure, type Result, success } from '@skywriter/core';
import type { Command, Machine } from './machine.ts';

/** Runs a program that must succeed, and gives what it printed. Problem: `SKY_HOST_COMMAND`. */
export async function succeed(machine: Machine, command: Command): Promise<Result<string>> {
  const { code, stdout, stderr } = await machine.run(command);
  if (code === 0) return success(stdout);
  const last = (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? '';
  const said = last.replace(/\.$/, '');
  const how = code === undefined ? 'did not run to its end' : `ended with code ${code}`;
  return failure(
    'SKY_HOST_COMMAND',
    `${shellLine(command)} ${how}${said === '' ? '' : `: ${said}`}.`,
    'Run it by hand to see what stands in its way; it needs root.',
  );
}

/** What a program printed; undefined where it failed or is not there. For looking only. */
export async function printed(machine: Machine, program: string, args: readonly string[]) {
  const { code, stdout } = await machine.run({ program, arguments: args });
  return code === 0 ? stdout : undefined;
}

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A word that a POSIX shell reads as exactly this text. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command as a person would type it. */
export function shellLine({ program, arguments: args, input }: Command): string {
  const line = [program, ...args].map(shellWord).join(' ');
  return input === undefined ? line : `${printf(input)} | ${line}`;
}

/** `printf` of exactly these octets (ISO 8859-1). */
export function printf(text: string): string {
  const format = text
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')
    .replaceAll('\n', '\\n')
    .replaceAll(/[^ -~]/g, (octet) => `\\${octet.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `printf ${format.startsWith('-') ? '-- ' : ''}'${format.replaceAll("'", "'\\''")}'`;
}
