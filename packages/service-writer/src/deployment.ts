import type { Problem } from '@skywriter/core';
import { type ApiResource, pods, replicaSets, type ServiceApi } from './api.ts';
import { type OwnerReference, readOwners } from './service/seen.ts';
import { asFields } from './service/stored.ts';

/** Milliseconds for one step. */
const PATIENCE = 5_000;

/** The Deployment that a Pod belongs to, or why it is not known. Never rejects. */
export async function findDeployment(
  api: ServiceApi,
  pod: { readonly namespace: string; readonly name: string },
): Promise<OwnerReference | Problem> {
  const read = (resource: ApiResource, name: string) =>
    api.request({ resource, namespace: pod.namespace, name, verb: 'get', patience: PATIENCE });
  const first = await read(pods, pod.name);
  if (first.problem !== undefined) return unknown(first.problem.message);
  const replicaSet = ownerOf(first.object, 'ReplicaSet');
  if (replicaSet === undefined) return unknown(`The Pod ${pod.name} has no ReplicaSet as its owner.`);
  const second = await read(replicaSets, replicaSet.name);
  if (second.problem !== undefined) return unknown(second.problem.message);
  const deployment = ownerOf(second.object, 'Deployment');
  return deployment ?? unknown(`The ReplicaSet ${replicaSet.name} has no Deployment as its owner.`);
}

export function isProblem(found: OwnerReference | Problem): found is Problem {
  return 'code' in found;
}

function ownerOf(object: unknown, kind: string): OwnerReference | undefined {
  const { ownerReferences } = asFields(asFields(object).metadata);
  return readOwners(ownerReferences).find((owner) => owner.kind === kind && owner.apiVersion === 'apps/v1');
}

function unknown(why: string): Problem {
  return {
    code: 'SKY_SERVICES_OWNER',
    message: `The Deployment that the Services are to go with is not known: ${why}`,
    hint: 'They are written without owner; delete them by hand when you remove the program. Rights: get on pods and replicasets.apps.',
  };
}
