import { modes } from '@skywriter/host-dns';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ExitCode, Io } from '../cli/io.ts';

interface Context {
  readonly io: Io;
  /** What follows the name of the program. */
  readonly argv: readonly string[];
  end(code: ExitCode): void;
}

/** `skywriter host …`. Each action is loaded when it is called for: most runs of this program are of another. */
export function addHostCommands(host: Command, { io, argv, end }: Context): void {
  host.description(
    'Teach the resolver of this machine the names of a cluster, and make it forget them again.',
  );
  const withTimeout = (command: Command) =>
    command
      .option('--timeout <seconds>', 'how long to wait for another run of this program', seconds, 10)
      .option('--json', 'write one JSON document instead of text');

  withTimeout(wanted(host.command('plan')))
    .description('Show what apply would do, command by command. Exit code 2: changes are pending.')
    .action(async (options) => {
      const { plan } = await import('./plan.ts');
      end(await plan({ ...options, argv }, io));
    });

  withTimeout(verified(wanted(host.command('apply'))))
    .description('Make it so; a second time changes nothing. If it does not work, everything is undone.')
    .option('--dry-run', 'do what plan does')
    .action(async (options) => {
      if (options.dryRun === true) {
        const { plan } = await import('./plan.ts');
        return end(await plan({ ...options, argv }, io));
      }
      const { apply } = await import('./apply.ts');
      end(await apply({ ...options, argv }, io));
    });

  withTimeout(host.command('reset'))
    .description('Make everything as it was before the first apply.')
    .option('--force', 'also what somebody else has changed since')
    .option('--server <address>', 'is ours alone: for when the journal is lost (repeatable)', repeated)
    .option('--dry-run', 'show what would be done')
    .action(async (options) => {
      const { reset } = await import('./reset.ts');
      end(await reset({ ...options, argv }, io));
    });

  withTimeout(host.command('recover'))
    .description('Undo what a crash, a restart or the end of the proxy left behind; else change nothing.')
    .action(async (options) => {
      const { recover } = await import('./reset.ts');
      end(await recover({ ...options, argv }, io));
    });

  host
    .command('status')
    .description('Tell what is applied, and whether it still stands.')
    .option('--json', 'write one JSON document instead of text')
    .action(async (options) => {
      const { status } = await import('./status.ts');
      end(await status({ ...options, argv }, io));
    });

  verified(wanted(host.command('doctor')))
    .description('Look for what keeps names from being found. Without arguments: of what is applied.')
    .option('--corefile <file>', 'also the Corefile of the cluster')
    .option('--dnsproxy-config <file>', 'also a dnsproxy.yaml, with --domain and --server of the cluster')
    .option('--json', 'write one JSON document instead of text')
    .action(async (options) => {
      const { doctor } = await import('./doctor.ts');
      end(await doctor({ ...options, argv }, io));
    });

  host
    .command('capture-fixtures')
    .description(
      'Print what this machine answers when it is looked at, without names and addresses of yours.',
    )
    .option('--json', 'as it is')
    .action(async (options) => {
      const { capture } = await import('./capture.ts');
      end(await capture(options, io));
    });

  withTimeout(verified(wanted(host.command('watch'))))
    .description('Apply, and again whenever it was overwritten, until told to stop (SIGTERM, SIGINT).')
    .option(
      '--proxy <which>',
      "in mode adapter: run the proxy, too: builtin, or the path of AdGuard's dnsproxy",
    )
    .action(async (options) => {
      const { watch } = await import('./watch.ts');
      end(await watch({ ...options, argv }, io));
    });
}

function wanted(command: Command): Command {
  return command
    .addOption(
      new Option('--mode <mode>', 'how: only the domains, everything, or fixed names')
        .choices(modes)
        .default('split'),
    )
    .option('--domain <domain>', 'with everything below it (repeatable)', repeated)
    .option('--server <address>', 'who serves the domains, with a port if not 53 (repeatable)', repeated)
    .option('--hosts <name=address>', 'a name for the hosts file, in any mode (repeatable)', repeated)
    .option('--link <name>', 'Linux: the link that carries the domains')
    .option('--listen <address>', 'in mode adapter: where the DNS proxy listens (repeatable)', repeated)
    .option('--adapter <name>', 'in mode adapter: only this one (repeatable)', repeated)
    .option('--allow-policy-key', 'Windows: also write beside the rules of Group Policy');
}

function verified(command: Command): Command {
  return command
    .option('--probe <name>', 'must be found afterwards as its server has it (repeatable)', repeated)
    .option('--control-name <name>', 'must be found afterwards as before (repeatable)', repeated);
}

function seconds(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) > 3600)
    throw new InvalidArgumentError('Give whole seconds, up to 3600.');
  return Number(text);
}

function repeated(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
