import { stringify } from 'yaml';
import type { ConfigurationResult } from '../config/read.ts';
import type { KubertureFlags } from '../kuberture/arguments.ts';
import { loadKuberture } from '../kuberture/load.ts';
import { type ExitCode, exitCodes, type Io } from './io.ts';
import { reportProblems } from './report.ts';
import { runConfiguration } from './run.ts';

/** kuberture, by its own flags, variables and file. */
export async function kuberture(flags: KubertureFlags, io: Io): Promise<ExitCode> {
  const json = flags.json === true;
  const namespace = io.env.POD_NAMESPACE || 'default';
  const given = { instance: flags.instance, namespace, leaderElect: flags.leaderElect };
  const loaded = await loadKuberture(flags.config, given);
  if (!loaded.ok) {
    reportProblems(io, loaded.problems, { json });
    return exitCodes.usage;
  }
  const { written, configuration } = loaded.value;
  if (flags.printConfig === true) {
    const comments = loaded.notes.map((note) => `# ${note}\n`).join('');
    io.stdout.write(json ? `${JSON.stringify(written, undefined, 2)}\n` : `${comments}${stringify(written)}`);
    return exitCodes.done;
  }
  async function load(file: string): Promise<ConfigurationResult> {
    const next = await loadKuberture(file, given);
    return next.ok ? { ok: true, configuration: next.value.configuration } : next;
  }
  return runConfiguration(configuration, { io, json, file: flags.config, load, notes: loaded.notes });
}
