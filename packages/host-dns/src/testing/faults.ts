import { failure, type Result } from '@skywriter/core';
import type { Machine } from '../machine/machine.ts';
import { STATE_FOLDER } from './world.ts';

/** What happens at one operation: the process dies before it, after it, in the middle; or the disk is full. */
export const faults = [
  'dies before',
  'dies after',
  'dies within',
  'disk full',
  'disk full for once',
] as const;
export type Fault = (typeof faults)[number];

export interface FaultyMachine {
  readonly machine: Machine;
  /** Resolves when the process has died; it does nothing more, as after kill -9. */
  readonly died: Promise<'died'>;
  /** How many operations there were. */
  readonly count: () => number;
}

/** A machine where one operation that changes something, counted from 0, meets a fault. */
export function faultyMachine(machine: Machine, at: number, fault: Fault): FaultyMachine {
  let count = 0;
  let die: (value: 'died') => void = () => {};
  const died = new Promise<'died'>((resolve) => {
    die = resolve;
  });
  const never = <T>() => {
    die('died');
    return new Promise<T>(() => {});
  };
  const operation = async <T>(work: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> => {
    const hit = count++ === at;
    if (!hit) return work();
    if (fault === 'dies before') return never();
    if (fault === 'dies after') await work();
    if (fault === 'dies within') await half?.();
    return never();
  };
  const storing = async <T>(
    work: () => Promise<Result<T>>,
    half?: () => Promise<unknown>,
  ): Promise<Result<T>> => {
    if (!fault.startsWith('disk full')) return operation(work, half);
    const now = count++;
    const full = fault === 'disk full' ? now >= at : now === at;
    return full ? failure('SKY_HOST_FILE', 'Cannot write: ENOSPC.', 'Make room on the disk.') : work();
  };
  const { files } = machine;
  return {
    died,
    count: () => count,
    machine: {
      ...machine,
      run: (command, options) =>
        fault.startsWith('disk full')
          ? machine.run(command, options)
          : operation(() => machine.run(command, options)),
      files: {
        ...files,
        write: (path, content, mode) =>
          storing(
            () => files.write(path, content, mode),
            // Only what cannot be replaced is written in place, and the journal is none of that.
            path.startsWith(STATE_FOLDER)
              ? undefined
              : () => files.write(path, content.slice(0, content.length / 2), mode),
          ),
        create: (path, content, mode) => storing(() => files.create(path, content, mode)),
        link: (path, to) => storing(() => files.link(path, to)),
        remove: (path) => operation(() => files.remove(path)),
        folder: (path, mode) => storing(() => files.folder(path, mode)),
        privateFolder: (path) => storing(() => files.privateFolder(path)),
      },
    },
  };
}
