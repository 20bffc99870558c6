import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Command, CommandResult, Machine } from '../../machine/machine.ts';
import { shellLine } from '../../machine/shell.ts';
import { type MemoryFiles, memoryFiles } from '../../testing/memory-files.ts';
import { instantClock } from '../../testing/simulated-machine.ts';
import { octetsOf, textOf } from '../probe/text-file.ts';

export const recording = z.object({
  /** Exit code and output of each command; null where there is no such program. */
  commands: z.record(z.string(), z.tuple([z.number(), z.string()]).nullable()),
  /** Contents, links followed, as ISO 8859-1. */
  files: z.record(z.string(), z.string()),
  entries: z.record(
    z.string(),
    z.union([
      z.object({ is: z.literal('link'), to: z.string() }),
      z.object({ is: z.enum(['file', 'folder', 'other']) }),
    ]),
  ),
});
export type Recording = z.infer<typeof recording>;

/** What a machine answered to all that a snapshot looks at. */
export function recordingOf(name: string): Recording {
  const file = new URL(`../fixtures/${name}.json`, import.meta.url);
  return recording.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export interface RecordedMachine {
  readonly machine: Machine;
  readonly files: MemoryFiles;
  /** Every command that was run, as a person would type it. */
  readonly ran: string[];
  text(path: string): string | undefined;
}

const missing: CommandResult = { code: undefined, stdout: '', stderr: 'ENOENT' };

/** A machine that answers as recorded; commands that were not, as `otherwise` says. */
export function recordedMachine(
  { commands = {}, files = {}, entries = {} }: Partial<Recording> = {},
  otherwise: (command: Command) => CommandResult = () => missing,
): RecordedMachine {
  const memory = memoryFiles();
  for (const [path, content] of Object.entries(files)) {
    const entry = entries[path];
    const at = entry?.is === 'link' ? entry.to : path;
    if (entry?.is === 'link') memory.nodes.set(path, entry);
    memory.nodes.set(at, { is: 'file', content: octetsOf(content), mode: 0o644, uid: 0, gid: 0 });
  }
  for (const [path, entry] of Object.entries(entries)) {
    if (entry.is === 'folder' || (entry.is === 'link' && files[path] === undefined)) {
      memory.nodes.set(path, entry.is === 'link' ? entry : { is: 'folder' });
    }
  }
  const ran: string[] = [];
  const machine: Machine = {
    platform: 'linux',
    clock: instantClock(),
    date: () => '2026-11-21T12:00:00.000Z',
    pid: 1,
    processLife: async () => undefined,
    files: memory,
    async run(command) {
      ran.push(shellLine(command));
      const answer = commands[[command.program, ...command.arguments].join(' ')];
      if (answer === undefined) return otherwise(command);
      return answer === null ? missing : { code: answer[0], stdout: answer[1], stderr: '' };
    },
    lookUp: async () => ({ is: 'none' }),
    ask: async () => ({ is: 'none' }),
  };
  const text = (path: string) => {
    const node = memory.nodes.get(path);
    return node?.is === 'file' ? textOf(node.content) : undefined;
  };
  return { machine, files: memory, ran, text };
}

export const succeeds = (): CommandResult => ({ code: 0, stdout: '', stderr: '' });
export const fails = (): CommandResult => ({ code: 1, stdout: '', stderr: 'first\nIt is broken.\n' });
