import { type Problem, SkywriterError } from '@skywriter/core';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Endpoint, parseEndpoint } from '../config/values.ts';
import { kubertureWords, withKubertureFlags } from '../kuberture/arguments.ts';
import { type ExitCode, exitCodes, type Io } from './io.ts';
import { readQuestion } from './question.ts';
import { reportProblems } from './report.ts';
import { version } from './version.ts';

/** Runs one command line to its end. Never throws for what a user or the world can do. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  // ExternalDNS's own grammar (`--no-x`, flags by environment) is its own: see external-dns/arguments.ts.
  const flags = externalDnsFlags(argv);
  if (flags !== undefined) {
    const { externalDns } = await import('./external-dns.ts');
    return guarded(argv, io, () => externalDns(flags, io));
  }
  const kuberture = kubertureWords(argv, io.env);
  const words = kuberture === undefined ? [...argv] : ['kuberture', ...kuberture];
  let code: ExitCode = exitCodes.done;
  const program = await createProgram(io, {
    argv,
    // With --json, a usage error is told as JSON and not in words as well.
    silent: argv.includes('--json'),
    end: (result) => {
      code = result;
    },
  });
  return guarded(argv, io, async () => {
    await program.parseAsync(words, { from: 'user' });
    return code;
  });
}

/**
 * The arguments after `external-dns`; or all of them where there is no command but a flag that no ExternalDNS
 * runs without, so that a Deployment whose image is swapped keeps its arguments.
 */
function externalDnsFlags(argv: readonly string[]): readonly string[] | undefined {
  if (argv[0] === 'external-dns') return argv.slice(1);
  const bare = argv[0]?.startsWith('-') && argv.some((word) => /^--(?:source|provider)(?:=|$)/.test(word));
  return bare ? argv : undefined;
}

async function guarded(argv: readonly string[], io: Io, command: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await command();
  } catch (error) {
    const json = argv.includes('--json');
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.done;
      if (json) reportProblems(io, [usageProblem(error)], { json });
      return exitCodes.usage;
    }
    if (!(error instanceof SkywriterError)) throw error;
    reportProblems(io, [error], { json });
    return exitCodes.failed;
  }
}

function usageProblem({ message }: CommanderError): Problem {
  const [what = '', hint] = message.replace(/^error: /, '').split('\n');
  return {
    code: 'SKY_USAGE',
    message: `${what.charAt(0).toUpperCase()}${what.slice(1)}.`,
    hint: hint?.replace(/^\(|\)$/g, '') ?? 'skywriter --help lists commands and flags.',
  };
}

async function createProgram(
  io: Io,
  {
    argv,
    silent,
    end,
  }: { readonly argv: readonly string[]; readonly silent: boolean; readonly end: (code: ExitCode) => void },
): Promise<Command> {
  const program = new Command('skywriter');
  program
    .description('Kubernetes objects in, DNS records out, within milliseconds.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => silent || io.stderr.write(text),
    })
    .showHelpAfterError('(skywriter --help lists commands and flags.)');
  const level = new Option('--log-level <level>', 'instead of log.level of the file').choices([
    'trace',
    'debug',
    'info',
    'warn',
    'error',
    'fatal',
  ]);

  withConfiguration(program.command('run'))
    .description('Keep every output in step until told to stop (SIGTERM, SIGINT).')
    .addOption(level)
    .action(async (options, command) => {
      const { run } = await import('./run.ts');
      end(await run(configured(options, command), io));
    });

  withConfiguration(program.command('plan'))
    .description('Show what would be written, and write nothing. Exit code 2: changes are pending.')
    .option('--timeout <seconds>', 'how long to wait for objects and outputs', seconds, 30)
    .addOption(level)
    .action(async (options, command) => {
      const { plan } = await import('./plan.ts');
      end(await plan(configured(options, command), io));
    });

  withConfiguration(program.command('check'))
    .description(
      'Check a configuration and its manifests, object by object. Contacts nobody, writes nothing.',
    )
    .action(async (options, command) => {
      const { check } = await import('./check.ts');
      end(await check(configured(options, command), io));
    });

  withKeys(program.command('answer'))
    .description("What CoreDNS's etcd plugin would answer, and in dig's form.")
    .usage('[options] <name> [type]')
    .argument('<words...>', 'what is asked; A when no type is named')
    .requiredOption('--zone <zone>', 'a zone of the etcd plugin; may be given several times', several)
    .option('--upstream <address:port>', 'asked for targets outside the zones', endpoint)
    .option('--udp', 'as over UDP without EDNS: cut to 512 octets; otherwise the answer is whole')
    .option('--bufsize <octets>', 'as over UDP with EDNS: cut to so many octets', octets)
    .action(async (words, options, command) => {
      const asked = readQuestion(words, options.zone);
      if (asked === undefined)
        command.error('error: name what is asked: skywriter answer --zone ZONE NAME TYPE');
      const { answer } = await import('./answer.ts');
      end(await answer({ ...options, ...asked }, io));
    });

  withKeys(program.command('lint'))
    .description('Name what CoreDNS cannot serve, or would serve wrongly, of the keys under a prefix.')
    .requiredOption('--zone <zone>', 'a zone of the etcd plugin; may be given several times', several)
    .action(async (options) => {
      const { lint } = await import('./lint.ts');
      end(await lint(options, io));
    });

  // It loads what is known of every platform's resolvers, which would stay with what runs for long.
  if (argv[0] !== 'run') {
    const { addHostCommands } = await import('../host/command.ts');
    addHostCommands(program.command('host'), { io, argv, end });
  }

  program
    .command('external-dns')
    .description("Do ExternalDNS's work, with its own arguments and variables.")
    .usage('[ExternalDNS flags] [--print-config]')
    .helpOption(false);

  withKubertureFlags(program.command('kuberture'), io.env)
    .description("Do kuberture's work, with its own file, flags and variables.")
    .option('--print-config', 'print the configuration that these mean, and end')
    .option('--json', 'problems, configuration and log as JSON')
    .action(async (options) => {
      const { kuberture } = await import('./kuberture.ts');
      end(await kuberture(options, io));
    });

  program
    .command('schema')
    .description('Print the JSON Schema of the configuration file.')
    .option('--json', 'as it is')
    .action(async () => {
      const { jsonSchema } = await import('../config/json-schema.ts');
      io.stdout.write(jsonSchema());
    });
  return program;
}

function withConfiguration(command: Command): Command {
  return command
    .option('-c, --config <file>', 'the configuration file (required)')
    .option('--json', 'write JSON instead of text');
}

function withKeys(command: Command): Command {
  return command
    .addOption(
      new Option('--keys <file>', 'a JSON list of {key, value}; - for standard input').conflicts('etcd'),
    )
    .option('--etcd <urls>', 'read from this etcd; TLS and password come from the ETCD_ variables')
    .option('--prefix <prefix>', "the path of CoreDNS's etcd plugin", '/skydns')
    .option('--json', 'write JSON instead of text');
}

/** Checked here, because commander would name the missing one before a misspelt one. */
function configured<T extends { readonly config?: string }>(
  options: T,
  command: Command,
): T & { config: string } {
  const { config } = options;
  if (config === undefined) command.error("error: required option '-c, --config <file>' not specified");
  return { ...options, config };
}

function several(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',')];
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('Give seconds, up to 3600.');
  return value;
}

function octets(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('Give 512 to 65535 octets.');
  return Number(text);
}

function endpoint(text: string): Endpoint {
  const parsed = parseEndpoint(text.includes(']') || /:\d+$/.test(text) ? text : `${text}:53`);
  if (parsed === undefined)
    throw new InvalidArgumentError('Give an address and a port, such as 10.0.0.10:53.');
  return parsed;
}
