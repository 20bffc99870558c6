import { isDefault, variableOf } from './flag.ts';
import type { Given } from './given.ts';

const NOOP =
  '--registry=noop: only values with the owner in them are ours; all others are left alone, and not deleted as by ExternalDNS.';

/** What deserves to be known of arguments that are taken over, each reason once. */
export function notesOf(given: Given): string[] {
  const reasons = new Map<string, string[]>();
  for (const [flag, values] of given.entries()) {
    if (flag.status.is !== 'accepted' || isDefault(flag, values)) continue;
    reasons.set(flag.status.why, [...(reasons.get(flag.status.why) ?? []), given.place(flag.name)]);
  }
  return [
    ...[...reasons].map(([why, places]) => `${places.join(', ')}: nothing to do here. ${why}`),
    ...(given.text('registry') === 'noop' ? [NOOP] : []),
    ...given.overridden.map((flag) => `--${flag.name} counts, and not ${variableOf(flag)}, which differs.`),
  ];
}
