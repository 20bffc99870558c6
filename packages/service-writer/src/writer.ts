import type { Clock, Name, Problem } from '@skywriter/core';
import { type ApiAnswer, type ApiRequest, type ServiceApi, services } from './api.ts';
import type { Mirror, MirroredService } from './mirror.ts';
import { KeyedQueue } from './queue.ts';
import { compose } from './records.ts';
import type { Restraint } from './restraint.ts';
import { applyBody, type ContentContext, contentOf, hasContent } from './service/content.ts';
import { describeForeign } from './service/ownership.ts';
import { type OwnerReference, readService } from './service/seen.ts';
import type { Records } from './service/stored.ts';
import type { Settings } from './settings.ts';

/** How one name fared in one Service. */
export type Verdict = 'done' | 'conflict' | Problem;

/** One write to the API server. */
export interface Wrote {
  readonly service: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly result: 'done' | 'conflict' | 'failed';
  readonly milliseconds: number;
}

export interface WriterContext {
  readonly settings: Settings;
  readonly api: ServiceApi;
  readonly mirror: Mirror;
  readonly restraint: Restraint;
  readonly deployment: () => OwnerReference | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly wrote: (event: Wrote) => void;
}

/**
 * In server-side apply, a version that no object has: it creates one where there is none, and is a conflict where
 * there is. (A create would leave fields that no later apply can remove.)
 */
const NOTHING_THERE = '1';

/** Writes Services, each in the very state in which it was seen, so that what is another's cannot be hit. */
export class Writer {
  readonly #context: WriterContext;
  readonly #queue = new KeyedQueue();

  constructor(context: WriterContext) {
    this.#context = context;
  }

  /** Whether a change of the Service that is seen now may be our own. */
  isWriting(service: string): boolean {
    return this.#queue.isBusy(service);
  }

  async idle(): Promise<void> {
    await this.#queue.idle();
  }

  /** Sets names of one Service, in one write. Never rejects. */
  set(service: string, wanted: Records): Promise<ReadonlyMap<Name, Verdict>> {
    return this.#queue.run(service, () => this.#set(service, wanted));
  }

  async #set(service: string, wanted: Records): Promise<ReadonlyMap<Name, Verdict>> {
    const { mirror, settings, restraint, clock } = this.#context;
    const mirrored = mirror.at(service);
    const known = mirrored?.records ?? new Map();
    const { records, divided } = compose(service, known, wanted, settings);
    const verdict =
      foreign(mirrored, records, settings.namespace) ??
      restraint.problem(service, clock.now()) ??
      (await this.#write(service, mirrored, records));
    return new Map([...wanted.keys()].map((name) => [name, divided.get(name) ?? verdict]));
  }

  async #write(service: string, mirrored: MirroredService | undefined, records: Records): Promise<Verdict> {
    if (records.size === 0) {
      // What a Service publishes that is only marked as ours is not known, so nobody can want it gone.
      return mirrored?.ownership === 'ours' ? await this.#delete(mirrored) : 'done';
    }
    const context: ContentContext = {
      settings: this.#context.settings,
      deployment: this.#context.deployment(),
      seen: mirrored?.seen,
    };
    const content = contentOf(service, records, context);
    if (mirrored?.ownership === 'ours' && hasContent(mirrored.seen, content)) return 'done';
    const { namespace, fieldManager } = context.settings;
    const resourceVersion = mirrored?.seen.resourceVersion ?? NOTHING_THERE;
    const action = mirrored === undefined ? 'create' : 'update';
    const answer = await this.#send(action, {
      resource: services,
      namespace,
      name: service,
      verb: 'apply',
      fieldManager,
      body: applyBody(content, { name: service, namespace, resourceVersion }),
    });
    if (answer.problem !== undefined) return await this.#afterFailure(service, answer.status, answer.problem);
    this.#context.mirror.changed(answer.object);
    return 'done';
  }

  async #delete({ seen }: MirroredService): Promise<Verdict> {
    const { settings, mirror } = this.#context;
    const { name, uid, resourceVersion } = seen;
    const { status, object, problem } = await this.#send('delete', {
      resource: services,
      namespace: settings.namespace,
      name,
      verb: 'delete',
      preconditions: { uid, resourceVersion },
    });
    const gone = status === 404;
    if (problem !== undefined && !gone) return await this.#afterFailure(name, status, problem);
    // Others may have to clean up after it before it goes.
    if (!gone && readService(object)?.finalizers === true) mirror.changed(object);
    else mirror.removed(seen);
    return 'done';
  }

  async #send(action: Wrote['action'], request: ApiRequest): Promise<ApiAnswer> {
    const { api, clock, wrote } = this.#context;
    const started = clock.now();
    const answer = await api.request(request);
    const { status, problem } = answer;
    const done = problem === undefined || (action === 'delete' && status === 404);
    const result = done ? 'done' : status === 409 ? 'conflict' : 'failed';
    wrote({ service: request.name, action, result, milliseconds: clock.now() - started });
    return answer;
  }

  async #afterFailure(service: string, status: number, problem: Problem): Promise<Verdict> {
    return status === 409 ? await this.#refresh(service) : problem;
  }

  /** Somebody else was faster: what is there now decides. */
  async #refresh(service: string): Promise<Verdict> {
    const { api, mirror, settings } = this.#context;
    const { namespace } = settings;
    const { status, object, problem } = await api.request({
      resource: services,
      namespace,
      name: service,
      verb: 'get',
    });
    if (status === 404) mirror.gone(service, undefined);
    else if (problem !== undefined) return problem;
    else mirror.changed(object);
    return 'conflict';
  }
}

function foreign(
  mirrored: MirroredService | undefined,
  records: Records,
  namespace: string,
): Problem | undefined {
  if (mirrored?.ownership !== 'foreign' || records.size === 0) return undefined;
  return {
    code: 'SKY_SERVICE_FOREIGN',
    message: `The ${describeForeign(mirrored.seen, namespace)} stands where a record is to be written.`,
    hint: 'Delete or rename it, or give the record another Service name; what is not ours is never touched.',
  };
}
