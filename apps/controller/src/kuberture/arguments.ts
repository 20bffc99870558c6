import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';

/** kuberture's flags, with their variables and defaults. */
export interface KubertureFlags {
  readonly config: string;
  readonly leaderElect: boolean;
  readonly instance: string;
  readonly printConfig?: true;
  readonly json?: true;
}

export function withKubertureFlags(
  command: Command,
  env: Readonly<Record<string, string | undefined>>,
): Command {
  const or = (variable: string, fallback: string): string => env[variable] || fallback;
  return command
    .addOption(
      new Option('--config <file>', 'its configuration file').default(
        or('KUBERTURE_CONFIG', '/etc/kuberture/config.yaml'),
      ),
    )
    .addOption(
      new Option('--leader-elect [bool]', 'write only while holding a Lease')
        .default(true)
        .preset('true')
        .argParser(readBool),
    )
    .addOption(
      new Option('--instance <name>', 'whose the Services are').default(
        or('KUBERTURE_INSTANCE', 'kuberture'),
      ),
    );
}

/**
 * The arguments after `kuberture`; or all of them where there is no command but kuberture's flags or variables,
 * so that a Deployment whose image is swapped keeps its arguments. Go takes a single dash as well.
 */
export function kubertureWords(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] | undefined {
  const words = argv[0] === 'kuberture' ? argv.slice(1) : argv;
  const isFlagged = argv.some((word) => /^--?(?:leader-elect|instance)(?:=|$)/.test(word));
  const isBare = (argv[0] === undefined || argv[0].startsWith('-')) && (isFlagged || hasVariable(env));
  if (argv[0] !== 'kuberture' && !isBare) return undefined;
  return words.map((word) => (/^-(?:config|leader-elect|instance)(?:=|$)/.test(word) ? `-${word}` : word));
}

function hasVariable(env: Readonly<Record<string, string | undefined>>): boolean {
  return env.KUBERTURE_CONFIG !== undefined || env.KUBERTURE_INSTANCE !== undefined;
}

/** As Go's flags have it. */
function readBool(text: string): boolean {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  throw new InvalidArgumentError('Write true or false.');
}
