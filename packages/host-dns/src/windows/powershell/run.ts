import { Buffer } from 'node:buffer';
import { failure, type Result, success } from '@skywriter/core';
import * as z from 'zod';
import type { Command, Machine } from '../../machine/machine.ts';
import { readOutput } from './output.ts';
import { type Arguments, type Call, call, type Parameters, type Script } from './script.ts';

/** CreateProcess takes no longer command line (32,767 characters with the NUL at its end). */
const LONGEST = 32_766;

/** Runs PowerShell scripts, from the system folder only: `PATH` may lead an elevated process anywhere. */
export class PowerShell {
  readonly #program: string;

  constructor(systemFolder: string) {
    this.#program = `${systemFolder}\\WindowsPowerShell\\v1.0\\powershell.exe`;
  }

  command({ text }: Call): Result<Command> {
    const command: Command = {
      program: this.#program,
      arguments: [
        ...['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass'],
        ...['-OutputFormat', 'Text', '-EncodedCommand', Buffer.from(text, 'utf16le').toString('base64')],
      ],
    };
    const length = [command.program, ...command.arguments].join(' ').length;
    if (length <= LONGEST) return success(command);
    return failure(
      'SKY_HOST_PARAMETER',
      `The script is ${length} characters long, and Windows takes ${LONGEST}.`,
      'Use fewer domains or servers.',
    );
  }

  /** Runs a script and reads its answer. */
  async ask<P extends Parameters, T>(
    machine: Machine,
    script: Script<P>,
    values: Arguments<P>,
    schema: z.ZodType<T>,
  ): Promise<Result<T>> {
    const prepared = call(script, values);
    if (!prepared.ok) return prepared;
    const command = this.command(prepared.value);
    if (!command.ok) return command;
    return readOutput(await machine.run(command.value), schema);
  }

  /** Runs a script that answers nothing. */
  async tell<P extends Parameters>(
    machine: Machine,
    script: Script<P>,
    values: Arguments<P>,
  ): Promise<Result<void>> {
    const answer = await this.ask(machine, script, values, z.unknown());
    return answer.ok ? success(undefined) : answer;
  }
}
