import type { ApiWrite } from '../api/client.ts';
import { ApiStatusError } from '../api/fault.ts';

/**
 * What an attempt to write an Event comes to. `written`: it is there. `renew`: the Event to count up is gone,
 * a new one takes its place. `forbidden`: nobody lets us, in this namespace. `later`: the server cannot be
 * asked now, which is not the Event's fault. `again`: it failed, perhaps because of this Event.
 * `never`: the server has understood and does not want it. `moot`: its namespace goes, or is gone.
 */
export type Verdict = 'written' | 'renew' | 'forbidden' | 'later' | 'again' | 'never' | 'moot';

/** Judges an error. Pure. */
export function verdictOn(method: ApiWrite['method'], error: unknown): Verdict {
  if (!(error instanceof ApiStatusError)) return 'later';
  const { status, detail } = error;
  // Its answer was lost, but not the Event.
  if (method === 'POST' && status === 409) return 'written';
  if (status === 404 && /^namespaces? .* not found/.test(detail)) return 'moot';
  if (method === 'PATCH' && status === 404) return 'renew';
  // A namespace that goes takes no new objects, and says so as if it were a matter of rights.
  if (status === 403) return /because it is being terminated/.test(detail) ? 'moot' : 'forbidden';
  if (status === 401 || status === 408 || status === 429) return 'later';
  return status >= 500 || status === 409 ? 'again' : 'never';
}
