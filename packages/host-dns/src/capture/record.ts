import type { Entry, Machine } from '../machine/machine.ts';

/** What a machine answered: everything that was run, read and listed. */
export interface Recording {
  /** By the command line: exit code and standard output; null where the program did not run. */
  readonly commands: Record<string, [code: number, stdout: string] | null>;
  /** Contents, links followed, as ISO 8859-1. */
  readonly files: Record<string, string>;
  readonly entries: Record<string, Entry>;
  /** Names in the folders that were listed. */
  readonly lists: Record<string, string[]>;
}

/** The machine, and a recording of what it answers to whoever looks. */
export function recorded(machine: Machine): { readonly machine: Machine; readonly recording: Recording } {
  const recording: Recording = { commands: {}, files: {}, entries: {}, lists: {} };
  const { files } = machine;
  const recorder: Machine = {
    ...machine,
    async run(command, options) {
      const result = await machine.run(command, options);
      const line = [command.program, ...command.arguments].join(' ');
      recording.commands[line] = result.code === undefined ? null : [result.code, result.stdout];
      return result;
    },
    files: {
      ...files,
      async read(path) {
        const content = await files.read(path);
        if (content.ok && content.value !== undefined)
          recording.files[path] = Buffer.from(content.value).toString('latin1');
        return content;
      },
      async entry(path) {
        const entry = await files.entry(path);
        if (entry.ok && entry.value !== undefined) recording.entries[path] = entry.value;
        return entry;
      },
      async list(path) {
        const names = await files.list(path);
        if (names.ok) recording.lists[path] = [...names.value];
        return names;
      },
    },
  };
  return { machine: recorder, recording };
}
