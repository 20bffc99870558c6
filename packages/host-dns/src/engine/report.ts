import type { Problem } from '@skywriter/core';
import type { Finding } from '../platform/platform.ts';
import type { Json, Setting } from '../setting/setting.ts';

export const outcomes = [
  /** Written, and read as it shall be. */
  'set',
  /** It was so already. */
  'unchanged',
  /** As it was before us again. */
  'restored',
  /** Somebody else changed it since; it was left. */
  'conflict',
  /** What carries it is not there now; done when it comes back. */
  'gone',
  'failed',
] as const;
export type Outcome = (typeof outcomes)[number];

/** What came of one setting. */
export interface SettingReport {
  readonly setting: Setting;
  readonly description: string;
  readonly outcome: Outcome;
  /** What stands there instead of what we wrote; null where nothing does. Only where somebody changed it. */
  readonly found?: Json;
  readonly problem?: Problem;
}

/** What came of a command; all of it can be written as JSON. */
export interface Report {
  /** Whether all that was asked for is so now. */
  readonly ok: boolean;
  /** Why not. */
  readonly problem: Problem | null;
  readonly backend: string;
  readonly explanation: string;
  /** In the order in which they were dealt with; what was undone again after a fault is told twice. */
  readonly settings: readonly SettingReport[];
  /** What the verification saw. */
  readonly findings: readonly Finding[];
  /** What works and deserves to be known. */
  readonly warnings: readonly Problem[];
  /** A fault was answered by undoing everything. */
  readonly rolledBack: boolean;
}

/** A report of nothing. */
export const emptyReport: Report = {
  ok: true,
  problem: null,
  backend: '',
  explanation: '',
  settings: [],
  findings: [],
  warnings: [],
  rolledBack: false,
};

export function failedReport(problem: Problem): Report {
  return { ...emptyReport, ok: false, problem };
}
