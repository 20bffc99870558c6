import { failure, type Result, success } from '@skywriter/core';
import type { Journal, JournalEntry } from '../journal/schema.ts';
import type { JournalStore } from '../journal/store.ts';
import type { Machine } from '../machine/machine.ts';
import type { Json, Reading, Setting, SettingKind } from '../setting/setting.ts';

/** What every part of the engine works with. */
export interface Context {
  readonly machine: Machine;
  readonly kinds: readonly SettingKind[];
  readonly store: JournalStore;
}

/** A kind with its target: one thing that can be read and written. */
export interface Handle {
  readonly kind: SettingKind;
  read(): Promise<Result<Reading>>;
  write(value: Json | undefined): Promise<Result<void>>;
  describe(value: Json | undefined): string;
  commands(value: Json | undefined): readonly string[];
}

/** Problem: SKY_HOST_KIND, a journal of another program or platform names what this one cannot handle. */
export function handle({ kinds, machine }: Context, { kind: name, target }: Setting): Result<Handle> {
  const kind = kinds.find((candidate) => candidate.kind === name);
  if (kind === undefined) {
    return failure(
      'SKY_HOST_KIND',
      `Nothing here knows how to set ${name} (${target}).`,
      'Use the program and the operating system that wrote the journal.',
    );
  }
  return success({
    kind,
    read: () => kind.read(target, machine),
    write: (value) => kind.write(target, value, machine),
    describe: (value) => kind.describe(target, value),
    commands: (value) => kind.commands(target, value),
  });
}

export function sameSetting(a: Setting, b: Setting): boolean {
  return a.kind === b.kind && a.target === b.target;
}

/** The journal while it is worked with: every change is on the disk before it counts. */
export interface Ledger {
  readonly journal: Journal;
  find(setting: Setting): JournalEntry | undefined;
  update(change: Partial<Journal>): Promise<Result<void>>;
  /** Adds the entry, or puts it in the place of the one for its setting. */
  put(entry: JournalEntry): Promise<Result<void>>;
}

export function openLedger(store: JournalStore, first: Journal): Ledger {
  let journal = first;
  const update = async (change: Partial<Journal>): Promise<Result<void>> => {
    const next = { ...journal, ...change };
    const saved = await store.save(next);
    if (saved.ok) journal = next;
    return saved;
  };
  return {
    get journal() {
      return journal;
    },
    find: (setting) => journal.entries.find((entry) => sameSetting(entry.setting, setting)),
    update,
    put(entry) {
      const { entries } = journal;
      const known = entries.some(({ setting }) => sameSetting(setting, entry.setting));
      const replaced = entries.map((old) => (sameSetting(old.setting, entry.setting) ? entry : old));
      return update({ entries: known ? replaced : [...entries, entry] });
    },
  };
}
