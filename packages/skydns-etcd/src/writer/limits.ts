import type { Draft, KeyPlan } from '@skywriter/skydns';

/** What etcd takes in one transaction unless told otherwise (`--max-txn-ops`). */
export const MAX_OPERATIONS = 128;
/** Two thirds of what etcd takes in one request unless told otherwise (`--max-request-bytes`). */
export const MAX_BYTES = 1024 * 1024;

export function exceedsLimits({ size, bytes }: Pick<Draft, 'size' | 'bytes'>): boolean {
  return size > MAX_OPERATIONS || bytes > MAX_BYTES;
}

/**
 * Cuts a plan that is too large for one transaction: what comes before what goes, so that a reader meets the
 * old records, both, or the new ones, never none; and scaffolding before what is below it. Every part relies
 * on what the whole relies on, as long as that stands.
 */
export function splitPlan(plan: KeyPlan): KeyPlan[] {
  const revisions = new Map(plan.compares.map(({ key, modRevision }) => [key, modRevision]));
  const puts = [...plan.puts].sort((a, b) => (a.key < b.key ? -1 : 1));
  const steps = [
    ...puts.map(({ key, value }) => ({ key, value })),
    ...plan.deletes.map((key) => ({ key, value: undefined })),
  ];
  const parts: KeyPlan[] = [];
  const relied = new Set(plan.relied);
  let part = partRelyingOn(relied, revisions);
  for (const { key, value } of steps) {
    const bytes = 2 * Buffer.byteLength(key) + Buffer.byteLength(value ?? '');
    const full = part.compares.length >= MAX_OPERATIONS && !relied.has(key);
    if (full || (part.bytes > 0 && part.bytes + bytes > MAX_BYTES)) {
      parts.push(part);
      part = partRelyingOn(relied, revisions);
    }
    part.bytes += bytes;
    // It is compared already, and is not there any more for what comes after.
    if (!relied.delete(key)) part.compares.push({ key, modRevision: revisions.get(key) ?? '0' });
    if (value === undefined) part.deletes.push(key);
    else part.puts.push({ key, value });
  }
  return [...parts, part];
}

function partRelyingOn(relied: ReadonlySet<string>, revisions: ReadonlyMap<string, string>) {
  const compares = [...relied].map((key) => ({ key, modRevision: revisions.get(key) ?? '0' }));
  const puts: KeyPlan['puts'][number][] = [];
  const deletes: string[] = [];
  return { compares, puts, deletes, relied: [...relied], bytes: 0 };
}
