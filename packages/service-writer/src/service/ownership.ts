import type { Settings } from '../settings.ts';
import type { SeenService } from './seen.ts';

/**
 * Whose a Service is. `ours`: it says so itself, and what it was made of. `marked`: only its labels say so, ours or
 * those that we take over, and what it publishes is not known. `foreign`: untouchable.
 */
export type Ownership = 'ours' | 'marked' | 'foreign';

/**
 * A Service of a name that is configured here may come from a former output of the same owner, which was renamed;
 * any other one only from this output, or where all others are known, from one that is gone.
 */
export function ownershipOf({ name, stored, labels }: SeenService, settings: Settings): Ownership {
  const configured = settings.byService.has(name);
  if (stored !== undefined) {
    const { owner, output, siblings } = settings;
    const isLeft = siblings !== undefined && !siblings.has(stored.output);
    return stored.owner === owner && (configured || stored.output === output || isLeft) ? 'ours' : 'foreign';
  }
  if (!configured) return 'foreign';
  const marks = [settings.labels, ...(settings.adoptLabels === undefined ? [] : [settings.adoptLabels])];
  const marked = marks.some((mark) => Object.entries(mark).every(([key, value]) => labels[key] === value));
  return marked ? 'marked' : 'foreign';
}

/** Says for people whose a foreign Service is. */
export function describeForeign({ name, stored, labels }: SeenService, namespace: string): string {
  const manager = labels['app.kubernetes.io/managed-by'];
  const by =
    stored !== undefined
      ? `owner ${stored.owner}, output ${stored.output}`
      : manager === undefined
        ? 'made by somebody else'
        : `managed by ${manager}`;
  return `Service ${namespace}/${name} (${by})`;
}
