import { stringify } from 'yaml';
import { translate } from '../external-dns/translate.ts';
import { type ExitCode, exitCodes, type Io } from './io.ts';
import { reportProblems } from './report.ts';
import { runConfiguration } from './run.ts';
import { version } from './version.ts';

const HELP = `Usage: skywriter external-dns [ExternalDNS flags]

Does the work of ExternalDNS 0.22 with its own arguments, its EXTERNAL_DNS_ variables and, for the etcd behind
CoreDNS, its ETCD_ variables. What is not supported yet is an error that says so.

  --print-config  print the configuration that the arguments mean, and end
  --json          problems, configuration and log as JSON
  --version       print the version
`;

/** ExternalDNS, by its own command line. */
export async function externalDns(argv: readonly string[], io: Io): Promise<ExitCode> {
  const own = new Set(['--print-config', '--json', '--help', '-h']);
  const asked = new Set(argv.filter((word) => own.has(word)));
  const rest = argv.filter((word) => !own.has(word));
  const json = asked.has('--json');
  if (asked.has('--help') || asked.has('-h')) {
    io.stdout.write(HELP);
    return exitCodes.done;
  }
  if (rest.includes('--version')) {
    io.stdout.write(`${version}\n`);
    return exitCodes.done;
  }
  const translated = translate(rest, io.env);
  if (!translated.ok) {
    reportProblems(io, translated.problems, { json });
    return exitCodes.usage;
  }
  const { written, configuration, notes, once, dryRun } = translated.value;
  if (asked.has('--print-config')) {
    io.stdout.write(json ? `${JSON.stringify(written, undefined, 2)}\n` : printed(stringify(written), notes));
    return exitCodes.done;
  }
  const log = json ? { ...configuration.log, format: 'json' as const } : configuration.log;
  return runConfiguration({ ...configuration, log }, { io, json, once, dryRun, notes });
}

function printed(yaml: string, notes: readonly string[]): string {
  const comments = ['The etcd of `skydns` comes from the ETCD_ variables.', ...notes];
  return `${comments.map((comment) => `# ${comment}`).join('\n')}\n${yaml}`;
}
