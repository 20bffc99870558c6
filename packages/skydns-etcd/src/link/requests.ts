import type { CallOptions } from '@grpc/grpc-js';
import { type Clock, type Problem, SkywriterError } from '@skywriter/core';
import type { ICompare, IRequestOp } from 'etcd3';
import { backoff, sleep } from './backoff.ts';
import { type Endpoint, within } from './endpoint.ts';
import {
  etcdProblem,
  isAmbiguous,
  isAnswerTooLong,
  isCompacted,
  isNeverSent,
  isTransient,
} from './errors.ts';
import type { Gate } from './gate.ts';
import {
  type EtcdLink,
  type KeyValue,
  MAX_VALUE_BYTES,
  type ReadRequest,
  type Revision,
  type Transaction,
} from './link.ts';
import { type KeyRange, rangeOf, singleKey } from './range.ts';
import { type Page, readPages, toKeyValue } from './snapshot.ts';
import { encodeKey } from './text.ts';

/** For one request, with its retries and the wait for a connection. */
const BUDGET_MS = 5_000;
/** What etcd takes in one transaction. */
const MAX_OPERATIONS = 128;

export interface Requester {
  readonly gate: Gate;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Why there is no connection. */
  problem(): Problem | undefined;
}

type Send<T> = (endpoint: Endpoint, options: CallOptions) => Promise<T>;

export async function commit(requester: Requester, transaction: Transaction): ReturnType<EtcdLink['commit']> {
  const request = { compare: transaction.compares.map(toCompare), success: toOperations(transaction) };
  const send: Send<Awaited<ReturnType<Endpoint['kv']['txn']>>> = ({ kv }, options) =>
    kv.txn(request, options);
  // Once it may have been written it is not sent again: a second try would refuse what the first has done.
  const { succeeded, header } = await perform(requester, send, isNeverSent, ambiguity);
  return { succeeded, revision: header.revision };
}

export async function read(requester: Requester, request: ReadRequest): ReturnType<EtcdLink['read']> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readOnce(requester, request);
    } catch (error) {
      // Between two pages the revision they are pinned to may be compacted away.
      if (attempt === 3 || !isCompacted(error)) throw error;
    }
  }
}

async function readOnce(requester: Requester, request: ReadRequest): ReturnType<EtcdLink['read']> {
  const kvs: KeyValue[] = [];
  let revision: Revision | undefined;
  const take = (page: Page) => {
    revision ??= page.revision;
    for (const kv of page.kvs) kvs.push(kv);
  };
  const takeRange = async (range: KeyRange) => {
    const pages = readPages(
      range,
      (part) => ask(requester, ({ kv }, options) => kv.range(part, options)),
      revision,
    );
    for await (const page of pages) take(page);
  };
  const keys = (request.keys ?? []).map(encodeKey);
  for (let at = 0; at < keys.length; at += MAX_OPERATIONS) {
    const batch = keys.slice(at, at + MAX_OPERATIONS);
    const success = batch.map((key) => ({ request_range: { key, revision: revision ?? 0 } }));
    try {
      const answer = await ask(requester, ({ kv }, options) => kv.txn({ success }, options));
      const found = answer.responses.flatMap(({ response_range }) => response_range.kvs);
      take({ kvs: found.map(toKeyValue), revision: answer.header.revision });
    } catch (error) {
      if (!isAnswerTooLong(error)) throw error;
      for (const key of batch) await takeRange(singleKey(key));
    }
  }
  for (const prefix of request.prefixes ?? []) await takeRange(rangeOf(prefix));
  return { kvs, revision: revision ?? '0' };
}

function ask<T>(requester: Requester, send: Send<T>): Promise<T> {
  return perform(requester, send, isTransient, (problem) => problem);
}

/** Sends until answered, as long as `again` allows it and there is time. That an answer is too long is for the caller. */
async function perform<T>(
  { gate, clock, signal, problem }: Requester,
  send: Send<T>,
  again: (error: unknown) => boolean,
  explain: (problem: Problem, error: unknown) => Problem,
): Promise<T> {
  const deadline = clock.now() + BUDGET_MS;
  for (let failures = 1; ; failures += 1) {
    const late = () => new SkywriterError(problem() ?? notConnected);
    const endpoint = await gate.pass(deadline - clock.now(), late);
    try {
      return await send(endpoint, within(deadline - clock.now()));
    } catch (error) {
      if (isAnswerTooLong(error)) throw error;
      if (signal.aborted && isNeverSent(error)) throw signal.reason;
      const pause = backoff(failures, clock);
      if (signal.aborted || !again(error) || clock.now() + pause >= deadline) {
        throw new SkywriterError(explain(etcdProblem(error, endpoint.address.target), error));
      }
      await sleep(pause, clock, signal);
    }
  }
}

function ambiguity(problem: Problem, error: unknown): Problem {
  if (!isAmbiguous(error)) return problem;
  return {
    code: 'SKY_ETCD_AMBIGUOUS',
    message: `It is not known whether the transaction was written: ${problem.message}`,
    hint: 'Read what is there before writing again.',
  };
}

const notConnected: Problem = {
  code: 'SKY_ETCD_UNAVAILABLE',
  message: 'There is no connection to etcd yet.',
  hint: 'Wait until the link is ready.',
};

function toCompare({ key, modRevision }: Transaction['compares'][number]): ICompare {
  // What does not exist has modRevision 0 in etcd too.
  return { key: encodeKey(key), target: 'Mod', result: 'Equal', mod_revision: modRevision };
}

function toOperations({ puts, deletes }: Transaction): IRequestOp[] {
  return [
    ...puts.map(({ key, value }) => {
      const bytes = Buffer.from(value);
      if (bytes.length > MAX_VALUE_BYTES) throw tooLong(key, bytes.length);
      return { request_put: { key: encodeKey(key), value: bytes } };
    }),
    ...deletes.map((key) => ({ request_delete_range: { key: encodeKey(key) } })),
  ];
}

function tooLong(key: string, length: number): SkywriterError {
  return new SkywriterError({
    code: 'SKY_ETCD_LIMIT',
    message: `The value for the key ${JSON.stringify(key.slice(0, 200))} has ${length} bytes.`,
    hint: `A value may have ${MAX_VALUE_BYTES} bytes.`,
  });
}
