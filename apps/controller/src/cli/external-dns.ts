import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { expandArgumentFiles } from '../external-dns/argument-files.ts';
import { askedOf, type Translation, translate } from '../external-dns/translate.ts';
import { type ExitCode, exitCodes, type Io } from './io.ts';
import { planConfiguration } from './plan.ts';
import { reportProblems } from './report.ts';
import { runConfiguration } from './run.ts';
import { version } from './version.ts';

const HELP = `Usage: skywriter external-dns [ExternalDNS flags]

Does the work of ExternalDNS 0.21 and 0.22 with their own arguments, their EXTERNAL_DNS_ variables and, for the
etcd behind CoreDNS, their ETCD_ variables. A flag that cannot be taken over is an error that says why.

  --print-config             print the configuration that the arguments mean, and end
  --plan                     show what would be written, and end; exit code 2: something would
  --json                     problems, configuration, plan and log as JSON
  --mass-deletion-share=0.5  the share of its names that may be deleted at once; 1 never stops
  --layout=external-dns      write keys as ExternalDNS does, for the way back to it
  --release-deletions=ID     let a stopped mass deletion pass; the log and --plan tell its id
  --version                  print the version
`;

/** How long `--plan` waits for objects and etcd, seconds. */
const PLAN_WITHIN = 30;

/** ExternalDNS, by its own command line. */
export async function externalDns(words: readonly string[], io: Io): Promise<ExitCode> {
  const expanded = expandArgumentFiles(words, readText);
  const asked = askedOf(expanded.ok ? expanded.argv : words);
  const { json } = asked;
  if (asked.help) {
    io.stdout.write(HELP);
    return exitCodes.done;
  }
  if (asked.version) {
    io.stdout.write(`${version}\n`);
    return exitCodes.done;
  }
  const translated = expanded.ok ? translate(expanded.argv, io.env) : expanded;
  if (!translated.ok) {
    reportProblems(io, translated.problems, { json });
    return exitCodes.usage;
  }
  const { value } = translated;
  if (asked.printConfig) {
    io.stdout.write(json ? `${JSON.stringify(value.written, undefined, 2)}\n` : printed(value));
    return exitCodes.done;
  }
  const { log } = value.configuration;
  const configuration = json
    ? { ...value.configuration, log: { ...log, format: 'json' as const } }
    : value.configuration;
  // Secrets travel as variables, so that no configuration holds them.
  const own: Io = { ...io, env: { ...io.env, ...value.secrets } };
  if (asked.plan) return planConfiguration(configuration, { timeout: PLAN_WITHIN, json }, own);
  const { once, dryRun, notes } = value;
  return runConfiguration(configuration, { io: own, json, once, dryRun, notes });
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function printed({ written, notes, secrets }: Translation): string {
  const comments = [
    'The etcd of `skydns` comes from the ETCD_ variables.',
    ...Object.keys(secrets).map((name) => `${name} is to hold the secret; it is not printed.`),
    ...notes,
  ];
  return `${comments.map((comment) => `# ${comment}`).join('\n')}\n${stringify(written)}`;
}
