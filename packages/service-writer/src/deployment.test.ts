import { manualClock } from '@skywriter/testbed';
import { describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiRequest } from './api.ts';
import { MemoryApi } from './fixtures/memory-api.ts';
import { apply, assign, startOutput } from './fixtures/world.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));
const pod = { namespace: 'sky', name: 'sky-1-a' };
const owned = (kind?: string, name = 'x') => ({
  metadata:
    kind === undefined
      ? {}
      : { ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: `${name}-uid` }] },
});

/** An API in which Pods and ReplicaSets are as told. */
class OwnersApi extends MemoryApi {
  readonly objects: Record<string, unknown> = {};

  override async request(what: ApiRequest): Promise<ApiAnswer> {
    const object = this.objects[what.resource.kind];
    return object === undefined ? await super.request(what) : { status: 200, object, problem: undefined };
  }
}

async function world(objects: Record<string, unknown>, where = pod) {
  const api = Object.assign(new OwnersApi(), { objects });
  const clock = manualClock();
  const started = await startOutput({ api, clock, pod: where });
  await settle();
  return { api, clock, objects, ...started };
}

describe('the own Deployment', () => {
  it.each<[what: string, objects: Record<string, unknown>, says: string]>([
    ['the Pod is not there', {}, 'Status 404'],
    ['the Pod is on its own', { Pod: owned() }, 'has no ReplicaSet as its owner'],
    ['the Pod is of a StatefulSet', { Pod: owned('StatefulSet') }, 'has no ReplicaSet as its owner'],
    ['the ReplicaSet is not there', { Pod: owned('ReplicaSet') }, 'Status 404'],
    [
      'the ReplicaSet is on its own',
      { Pod: owned('ReplicaSet', 'rs'), ReplicaSet: owned() },
      'The ReplicaSet rs has no Deployment',
    ],
  ])('is not known where %s: it says so, and writes without it', async (_what, objects, says) => {
    const { api, output } = await world(objects);
    expect(output).toMatchObject({
      ready: true,
      problem: { code: 'SKY_SERVICES_OWNER', message: expect.stringContaining(says) },
    });
    expect(await apply(output, assign('api.example.com', '60 A 10.0.0.1'))).toEqual(['done']);
    expect(api.services.get('api')?.ownerReferences).toEqual([]);
  });

  it('is looked for again, and then owns what was written before', async () => {
    const { api, output, objects, clock, dirty } = await world({});
    const wanted = assign('api.example.com', '60 A 10.0.0.1');
    await apply(output, wanted);
    dirty.splice(0);
    Object.assign(objects, { Pod: owned('ReplicaSet', 'rs'), ReplicaSet: owned('Deployment', 'sky') });
    clock.advance(60_000);
    await settle();
    expect(output.problem).toBeUndefined();
    expect(dirty).toEqual(['api.example.com']);
    expect(output.settled(wanted)).toBe(false);
    expect(await apply(output, wanted)).toEqual(['done']);
    expect(output.settled(wanted)).toBe(true);
    expect(api.services.get('api')?.ownerReferences).toMatchObject([{ kind: 'Deployment', name: 'sky' }]);
  });

  it('is no owner in another namespace, where the garbage collector would delete everything', async () => {
    const { output, api } = await world(
      { Pod: owned('ReplicaSet', 'rs'), ReplicaSet: owned('Deployment', 'sky') },
      { namespace: 'elsewhere', name: 'sky-1-a' },
    );
    expect(output.problem).toMatchObject({ code: 'SKY_SERVICES_OWNER' });
    await apply(output, assign('api.example.com', '60 A 10.0.0.1'));
    expect(api.services.get('api')?.ownerReferences).toEqual([]);
  });
});
