import type { Result } from '@skywriter/core';
import type { Status } from '../engine/status.ts';
import type { Finding } from '../platform/platform.ts';

interface Now {
  readonly bootId: string;
  /** Whether the process that applied still runs. */
  readonly ownerLives: boolean;
}

/** Whether the journal tells of a sound state, and whether what it tells of still stands. Pure. */
export function examineState(status: Result<Status>, now: Now): readonly Finding[] {
  if (!status.ok) {
    const { message, hint } = status.problem;
    return [{ check: 'journal', severity: 'warning', evidence: message, fix: hint }];
  }
  return [journal(status.value, now), ...settings(status.value)];
}

const RECOVER = 'Run "skywriter host recover".';

function journal({ phase, lost, bootId, tied, since }: Status, now: Now): Finding {
  const stale = (evidence: string): Finding => ({
    check: 'journal',
    severity: 'error',
    evidence,
    fix: RECOVER,
  });
  if (lost !== null) return { ...stale(lost.message), fix: 'Run "skywriter host reset".' };
  if (phase === 'idle') return ok('journal', 'Nothing is applied.');
  if (phase === 'left') {
    const fix =
      'Where that was no wish of yours, run "skywriter host reset --force"; else leave it, or plug in what is away.';
    const evidence = 'A reset could not undo all: somebody else changed it, or it is away.';
    return { check: 'journal', severity: 'warning', evidence, fix };
  }
  if (phase !== 'applied') {
    return now.ownerLives
      ? { ...stale(`Another process is ${phase}.`), severity: 'warning', fix: 'Wait for it to end.' }
      : stale(`An earlier run ended while ${phase}.`);
  }
  if (bootId !== now.bootId) return stale('The system was started since it was applied.');
  if (tied && !now.ownerLives) return stale('The process that it needs has ended.');
  return ok('journal', `Applied since ${since}, and whole.`);
}

function settings({ settings: all }: Status): readonly Finding[] {
  if (all.length === 0) return [];
  const worst = all.filter(({ state }) => state !== 'in place');
  if (worst.length === 0) return [ok('settings', 'Everything that was set stands there.')];
  return worst.map(({ description, state, found }) => ({
    check: 'settings',
    severity: state === 'gone' ? 'warning' : 'error',
    evidence: `${description} is ${state}${found === undefined ? '' : `: ${JSON.stringify(found)}`}.`,
    fix:
      state === 'gone'
        ? 'It is dealt with when it is back.'
        : 'Find out what manages it, then run "skywriter host apply" again; "skywriter host watch" does so by itself.',
  }));
}

function ok(check: string, evidence: string): Finding {
  return { check, severity: 'ok', evidence, fix: '' };
}
