import { type Result, success } from '@skywriter/core';
import type { HostDns } from '../platform/host-dns.ts';
import type { Finding, SnapshotBase } from '../platform/platform.ts';
import { type ApplyOptions, apply } from './apply.ts';
import { doctor } from './doctor.ts';
import type { HostDnsOptions } from './options.ts';
import { type Preview, preview } from './preview.ts';
import { failedReport, type Report } from './report.ts';
import { type ResetOptions, recover, reset } from './reset.ts';
import { exclusively, type Session } from './session.ts';
import { type Status, status } from './status.ts';
import { guarded } from './verification.ts';
import { checkWanted, isForgotten } from './wanted.ts';
import { type Watch, type WatchOptions, watch } from './watch.ts';

/** The host's resolver as one thing that can be set, asked and put back. Nothing here throws. */
export interface HostDnsEngine {
  /** What `apply` would do, with the exact commands and their inverses; touches nothing. */
  plan(wanted: HostDns): Promise<Result<Preview>>;
  /** Makes it so; setting it twice is setting it once, and `forgotten` undoes everything. */
  apply(wanted: HostDns, options?: ApplyOptions): Promise<Report>;
  /** Makes the machine what it was before the first apply. */
  reset(options?: ResetOptions): Promise<Report>;
  /**
   * Resets when what is applied is unsound: a run was cut off, the system was started since, the process it
   * is tied to has ended. Else it only undoes what came back after a reset. For the start of the system, and
   * of every program that uses this.
   */
  recover(): Promise<Report>;
  /** What is applied, and whether it still is; touches nothing. */
  status(): Promise<Result<Status>>;
  /** What keeps names from being found, or was left behind; of what is applied, where nothing else is named. */
  doctor(wanted?: HostDns): Promise<Result<readonly Finding[]>>;
  /** Applies, and applies again whenever it was overwritten or something else is wanted. */
  watch(options: WatchOptions): Watch;
}

export function createHostDns<S extends SnapshotBase>(options: HostDnsOptions<S>): HostDnsEngine {
  const exclusive = (work: (session: Session<S>) => Promise<Report>): Promise<Report> =>
    guarded(() => exclusively(options, work)).then((outer) => {
      if (!outer.ok) return failedReport(outer.problem);
      return outer.value.ok ? outer.value.value : failedReport(outer.value.problem);
    });
  const readOnly = async <T>(work: () => Promise<Result<T>>): Promise<Result<T>> => {
    const outer = await guarded(work);
    return outer.ok ? outer.value : outer;
  };
  const applyWanted: HostDnsEngine['apply'] = async (wanted, applyOptions) => {
    const checked = checkWanted(wanted);
    if (!checked.ok) return failedReport(checked.problem);
    if (isForgotten(checked.value)) return exclusive((session) => reset(options, session));
    return exclusive((session) => apply(options, session, checked.value, applyOptions));
  };
  const readStatus = () => readOnly(() => status(options));
  const plan: HostDnsEngine['plan'] = async (wanted) => {
    const checked = checkWanted(wanted);
    return checked.ok ? readOnly(() => preview(options, checked.value)) : checked;
  };

  return {
    plan,
    apply: applyWanted,
    reset: (resetOptions) => exclusive((session) => reset(options, session, resetOptions)),
    recover: () => exclusive((session) => recover(options, session)),
    status: readStatus,
    async doctor(wanted) {
      const checked = wanted === undefined ? success(undefined) : checkWanted(wanted);
      return checked.ok ? readOnly(() => doctor(options, checked.value)) : checked;
    },
    watch: (watchOptions) =>
      watch(options.machine.clock, { plan, apply: applyWanted, status: readStatus }, watchOptions),
  };
}
