import { posix, win32 } from 'node:path';
import { type Problem, type Result, success } from '@skywriter/core';
import type { Files, Machine } from '../machine/machine.ts';
import { formatJournal, type Journal, parseJournal } from './schema.ts';

const FILE_MODE = 0o600;

/** What was found where the journal lives. */
export interface Stored {
  /** Undefined when nothing is applied. */
  readonly journal: Journal | undefined;
  /** What the last reset undid, for settings that come back. */
  readonly last: Journal | undefined;
  /** The journal was there and could not be read, so that only markers tell what is ours. */
  readonly lost: Problem | undefined;
}

/** The journal on disk: whole at any time, and only read by those who may. */
export interface JournalStore {
  /** Where the lock lies. */
  readonly lock: string;
  /** Reads, and changes nothing. */
  peek(): Promise<Result<Stored>>;
  /** Reads; moves a journal that cannot be read aside. Only under the lock. */
  open(): Promise<Result<Stored>>;
  save(journal: Journal): Promise<Result<void>>;
  /** Nothing is left to undo: the journal becomes the last one. */
  close(journal: Journal): Promise<Result<void>>;
  /** Makes the folder, or finds that nobody else can have written in it. Problem: SKY_HOST_STATE_FOLDER. */
  prepare(): Promise<Result<void>>;
}

export function journalStore(machine: Machine, folder: string): JournalStore {
  const { files } = machine;
  const { join } = machine.platform === 'win32' ? win32 : posix;
  const path = join(folder, 'journal.json');
  const lastPath = join(folder, 'journal.last.json');

  const write = (where: string, journal: Journal) =>
    files.write(where, new TextEncoder().encode(formatJournal(journal)), FILE_MODE);

  const peek = async (): Promise<Result<Stored>> => {
    const [found, last] = [await readText(files, path), await readText(files, lastPath)];
    if (!found.ok) return found;
    if (!last.ok) return last;
    const stored = { journal: undefined, lost: undefined, last: readable(last.value) };
    if (found.value === undefined) return success(stored);
    const parsed = parseJournal(found.value);
    if (parsed.ok) return success({ ...stored, journal: parsed.value });
    if (parsed.problem.code === 'SKY_HOST_JOURNAL_NEWER') return parsed;
    return success({ ...stored, lost: parsed.problem });
  };

  return {
    lock: join(folder, 'lock'),
    peek,
    async open() {
      const stored = await peek();
      if (!stored.ok || stored.value.lost === undefined) return stored;
      // Kept, because a person may still read in it what was there before.
      const bytes = await files.read(path);
      if (!bytes.ok) return bytes;
      const aside = `${path}.corrupted.${machine.date().replaceAll(':', '')}`;
      const kept = await files.create(aside, bytes.value ?? new Uint8Array(), FILE_MODE);
      if (!kept.ok) return kept;
      const removed = await files.remove(path);
      return removed.ok ? stored : removed;
    },
    save: (journal) => write(path, journal),
    async close(journal) {
      const kept = await write(lastPath, journal);
      return kept.ok ? files.remove(path) : kept;
    },
    prepare: () => files.privateFolder(folder),
  };
}

async function readText(files: Files, path: string): Promise<Result<string | undefined>> {
  const bytes = await files.read(path);
  if (!bytes.ok) return bytes;
  return success(bytes.value === undefined ? undefined : new TextDecoder().decode(bytes.value));
}

function readable(text: string | undefined): Journal | undefined {
  if (text === undefined) return undefined;
  const parsed = parseJournal(text);
  return parsed.ok ? parsed.value : undefined;
}
