import { answer as answerFrom, keySource, parsePrefix, type Transport } from '@skywriter/skydns';
import { formatAnswer } from '../answer/dig.ts';
import { readKeys } from '../answer/read-keys.ts';
import { upstream } from '../answer/upstream.ts';
import { systemClock } from '../clock.ts';
import type { Endpoint } from '../config/values.ts';
import { type ExitCode, exitCodes, type Io } from './io.ts';

export interface AnswerOptions {
  readonly question: { readonly name: string; readonly type: string };
  readonly zone: readonly string[];
  readonly prefix: string;
  readonly keys?: string;
  readonly etcd?: string;
  readonly upstream?: Endpoint;
  readonly udp?: boolean;
  readonly bufsize?: number;
  readonly json?: boolean;
}

/** Prints what CoreDNS's etcd plugin would answer. */
export async function answer(options: AnswerOptions, io: Io): Promise<ExitCode> {
  const prefix = parsePrefix(options.prefix);
  const question = { name: options.question.name, type: options.question.type.toUpperCase() };
  const keys = await readKeys({ ...options, prefix, env: io.env, clock: systemClock });
  const { problem, ...said } = await answerFrom(question, {
    keys: keySource(keys),
    zones: options.zone,
    prefix,
    now: Date.now(),
    transport: transportOf(options),
    ...(options.upstream === undefined ? {} : { upstream: upstream(options.upstream) }),
  });
  io.stdout.write(
    options.json === true ? `${JSON.stringify(said, undefined, 2)}\n` : formatAnswer(question, said),
  );
  if (problem !== undefined) io.stderr.write(`${problem.message} ${problem.hint}\n`);
  return exitCodes.done;
}

function transportOf({ udp, bufsize }: AnswerOptions): Transport {
  if (bufsize !== undefined) return { protocol: 'udp', edns: bufsize };
  return { protocol: udp === true ? 'udp' : 'tcp' };
}
