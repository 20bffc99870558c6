import { failure, type Result, success } from '@skywriter/core';
import type { Machine } from '../../machine/machine.ts';
import { shellWord } from '../../machine/shell.ts';
import { MARKER } from '../../platform/host-dns.ts';
import type { Json, Reading, SettingKind } from '../../setting/setting.ts';

export interface MarkedFile {
  readonly kind: string;
  /** Before a file is written, and after. */
  readonly before?: (path: string, machine: Machine) => Promise<Result<void>>;
  readonly after?: (path: string, machine: Machine) => Promise<Result<void>>;
  /** The same as command lines. */
  readonly linesBefore?: (path: string) => readonly string[];
  readonly linesAfter?: (path: string) => readonly string[];
}

/** A text file that is ours as a whole; its value is its text. One without our marker is never removed. */
export function markedFile({ kind, before, after, linesBefore, linesAfter }: MarkedFile): SettingKind {
  return {
    kind,
    async read(path, machine): Promise<Result<Reading>> {
      const content = await machine.files.read(path);
      if (!content.ok) return content;
      if (content.value === undefined) return success({ is: 'absent' });
      return success({ is: 'present', value: new TextDecoder().decode(content.value) });
    },
    async write(path, value, machine) {
      if (value === undefined) return await remove(path, machine);
      const prepared = (await before?.(path, machine)) ?? success(undefined);
      if (!prepared.ok) return prepared;
      const written = await machine.files.write(path, new TextEncoder().encode(textOf(value)), 0o644);
      return written.ok ? ((await after?.(path, machine)) ?? written) : written;
    },
    same: (a, b) => a === b,
    commands(path, value) {
      if (value === undefined) return [`rm ${shellWord(path)}`];
      const write = `printf %s ${shellWord(textOf(value))} > ${shellWord(path)}`;
      return [...(linesBefore?.(path) ?? []), write, ...(linesAfter?.(path) ?? [])];
    },
    describe: (path, value) =>
      value === undefined
        ? `${path}: none`
        : `${path}: ${textOf(value).trim().split('\n').slice(1).join('; ')}`,
  };
}

async function remove(path: string, machine: Machine): Promise<Result<void>> {
  const content = await machine.files.read(path);
  if (!content.ok) return content;
  if (content.value === undefined) return success(undefined);
  if (!new TextDecoder().decode(content.value).includes(MARKER)) {
    return failure(
      'SKY_HOST_FOREIGN_FILE',
      `${path} is not ours any more, so it stays.`,
      'Remove it yourself, if nobody needs it.',
    );
  }
  return await machine.files.remove(path);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
