import { isWithin, type Name, SkywriterError } from '@skywriter/core';
import { type KeyPlan, type LayoutOptions, pathOf } from '@skywriter/skydns';

/**
 * The last gate before etcd: throws `SKY_SKYDNS_FENCE` when a transaction would write a key that is not below
 * the prefix and in one of the zones. It can only throw for a defect of this program, and then in good time.
 */
export function assertFenced({ puts, deletes }: KeyPlan, { prefix, zones }: LayoutOptions): void {
  const tops = zones.length === 0 ? undefined : outermost(zones).map((zone) => pathOf(zone, prefix));
  const base = prefix === '/' ? '/' : `${prefix}/`;
  for (const key of [...puts.map((put) => put.key), ...deletes]) {
    const inZone = tops === undefined || tops.some((top) => key === top || key.startsWith(`${top}/`));
    if (key.startsWith(base) && key.length > base.length && inZone) continue;
    throw new SkywriterError({
      code: 'SKY_SKYDNS_FENCE',
      message: `A transaction would write the key ${JSON.stringify(key)}, which is not in the zones of the output.`,
      hint: 'Nothing was written; please report this as a defect.',
    });
  }
}

function outermost(zones: readonly Name[]): Name[] {
  return zones.filter((zone) => !zones.some((other) => other !== zone && isWithin(zone, other)));
}
