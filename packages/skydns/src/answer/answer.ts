import type { Problem } from '@skywriter/core';
import { throughWire } from '../key/presentation.ts';
import type { Asked, Asking, Reply } from './asking.ts';
import type { AnswerOptions, AskLater, Question } from './options.ts';
import { Panic } from './panic.ts';
import { type AnswerRecord, print, type Resource } from './resource.ts';
import { type Response, serve } from './serve.ts';

/** What CoreDNS would send: the shape of `skywriter answer --json`. */
export interface Answer {
  /** Mnemonic; empty when nothing comes, or nothing that a client can decode: it waits in vain. */
  readonly rcode: string;
  /** Authoritative. */
  readonly aa: boolean;
  /** Truncated. */
  readonly tc: boolean;
  readonly answer: readonly AnswerRecord[];
  readonly authority: readonly AnswerRecord[];
  readonly additional: readonly AnswerRecord[];
  /** Why there is no proper answer, where there is none. */
  readonly problem?: Problem;
}

/**
 * What CoreDNS 1.15's etcd plugin answers, given these keys. Never rejects because of keys, values or the
 * question; only if `upstream` or `next` does.
 */
export async function answer(question: Question, options: AnswerOptions<AskLater>): Promise<Answer> {
  const asking = start(question, options);
  try {
    let step = asking.next();
    while (step.done !== true) step = asking.next(await askOther(step.value, options));
    return step.value;
  } catch (error) {
    return panicked(error);
  }
}

/** As {@link answer}, where nobody else has to be waited for. */
export function answerSync(question: Question, options: AnswerOptions): Answer {
  const asking = start(question, options);
  try {
    let step = asking.next();
    while (step.done !== true) step = asking.next(askOther(step.value, options));
    return step.value;
  } catch (error) {
    return panicked(error);
  }
}

function* start(question: Question, options: AnswerOptions<unknown>): Asking<Answer> {
  if ((question.class ?? 'IN') !== 'IN') return { ...NOTHING, rcode: 'REFUSED' };
  const name = throughWire(question.name);
  if (name === undefined) {
    const problem = {
      code: 'SKY_ANSWER_QUESTION',
      message: `The name ${JSON.stringify(question.name.slice(0, 80))} cannot be asked for.`,
      hint: 'Labels have 1 to 63 octets, a name 255.',
    } as const;
    return { ...NOTHING, rcode: 'FORMERR', problem };
  }
  return onWire(yield* serve({ name, type: question.type }, options));
}

function onWire({ sections, ...rest }: Response): Answer {
  const printed = {
    answer: printAll(sections.answer),
    authority: printAll(sections.authority),
    additional: printAll(sections.additional),
  };
  const { answer, authority, additional } = printed;
  if (answer === undefined || authority === undefined || additional === undefined) return UNPACKABLE;
  return { ...rest, answer, authority, additional };
}

function printAll(section: readonly Resource[]): AnswerRecord[] | undefined {
  const printed = section.map(print).filter((record) => record !== undefined);
  return printed.length === section.length ? printed : undefined;
}

/** Nobody to ask is, for a target, a server without an answer, and for a question a failure. */
function askOther<R>(
  { whom, name, type }: Asked,
  {
    upstream,
    next,
  }: {
    readonly upstream?: (name: string, type: string) => R;
    readonly next?: (name: string, type: string) => R;
  },
): R | Reply | undefined {
  const other = whom === 'next' ? next : upstream;
  if (other !== undefined) return other(name, type);
  return whom === 'next' ? undefined : { rcode: 'SERVFAIL', answer: [] };
}

const NOTHING: Omit<Answer, 'rcode'> = { aa: false, tc: false, answer: [], authority: [], additional: [] };

const UNPACKABLE: Answer = {
  ...NOTHING,
  rcode: '',
  problem: {
    code: 'SKY_ANSWER_UNPACKABLE',
    message:
      'The answer holds a name that no message can carry, so CoreDNS sends nothing, or nothing that a client can decode.',
    hint: 'Correct the host: labels have 1 to 63 octets, a name 255, and there are no empty labels.',
  },
};

function panicked(error: unknown): Answer {
  if (!(error instanceof Panic)) throw error;
  return { ...NOTHING, rcode: error.rcode, problem: error.problem };
}
