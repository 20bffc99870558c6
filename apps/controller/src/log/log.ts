import { type Logger, pino, stdTimeFunctions } from 'pino';
import pretty from 'pino-pretty';
import type { Configuration } from '../config/schema.ts';
import type { Terminal } from '../terminal/terminal.ts';

export type Log = Logger;
export type LogOptions = Configuration['log'];

/** Fields that are never written, wherever in a record they stand. */
const secrets = ['password', 'token', 'authorization', 'key', 'cert', 'kubeconfig'];

/** A logger for people on a terminal, and for machines elsewhere. `object`, `name` and `output` are its fields. */
export function createLog({ level, format }: LogOptions, terminal: Terminal): Log {
  const destination = { write: (line: string) => terminal.write(line) };
  const forPeople = format === 'pretty' || (format === 'auto' && terminal.interactive);
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secrets.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '[redacted]',
      },
    },
    forPeople ? prettyStream(destination, terminal.interactive) : destination,
  );
}

function prettyStream(
  destination: { write(line: string): void },
  colorize: boolean,
): { write(line: string): void } {
  const format = pretty.prettyFactory({
    colorize,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname',
    singleLine: true,
    levelFirst: false,
  });
  return { write: (line) => destination.write(format(line)) };
}
