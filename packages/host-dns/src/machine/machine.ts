import type { Clock, Result } from '@skywriter/core';

export type PlatformName = 'linux' | 'win32' | 'darwin';

/** A program with its arguments, never a line for a shell: nothing in it is ever interpreted. */
export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  /** What it reads from standard input; nothing when absent. */
  readonly input?: string;
}

export interface CommandResult {
  /** Undefined when it could not be started, or had to be ended after its time. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is at a path, the link itself and not what it points at. */
export type Entry =
  | { readonly is: 'file'; readonly mode: number; readonly uid: number; readonly gid: number }
  | { readonly is: 'link'; readonly to: string }
  | { readonly is: 'folder' | 'other' };

/**
 * The files of the machine. A write is complete or has not happened: temporary file, fsync, rename, fsync of
 * the folder; in place where the file cannot be replaced (a bind mount), which the result of a failed rename
 * tells. A file that is there keeps its mode and owner; a link is replaced, not followed.
 * Problems: SKY_HOST_FILE with the path and the system's reason.
 */
export interface Files {
  entry(path: string): Promise<Result<Entry | undefined>>;
  /** Undefined where there is nothing. Follows links. */
  read(path: string): Promise<Result<Uint8Array | undefined>>;
  write(path: string, content: Uint8Array, mode: number): Promise<Result<void>>;
  /** Makes a file, with its content, that was not there; false where something is at the path. Atomic. */
  create(path: string, content: Uint8Array, mode: number): Promise<Result<boolean>>;
  /** Puts a symbolic link at the path, in the place of whatever file or link is there. */
  link(path: string, to: string): Promise<Result<void>>;
  /** Nothing there is no problem. */
  remove(path: string): Promise<Result<void>>;
  /** Names in a folder, sorted; empty where there is none. */
  list(path: string): Promise<Result<readonly string[]>>;
  /** Makes a folder and those above it; the mode is for the last. */
  folder(path: string, mode: number): Promise<Result<void>>;
  /**
   * Makes a folder that only this user may read and write in, or finds that it is such a one and no link.
   * Where the system has other means than modes (Windows), it is any folder. Problem: SKY_HOST_STATE_FOLDER.
   */
  privateFolder(path: string): Promise<Result<void>>;
}

export interface Question {
  /** Without a dot at the end. */
  readonly name: string;
  readonly type: 'A' | 'AAAA';
}

/** What came of asking for the addresses of a name. */
export type Addresses =
  | { readonly is: 'found'; readonly addresses: readonly string[] }
  /** The name, or an address of that family, is not there. */
  | { readonly is: 'none' }
  | { readonly is: 'failed'; readonly reason: string };

/** Some life: it may be any. */
export const UNKNOWN_LIFE = 'unknown';

/**
 * Everything that this package touches of the machine it runs on. The real one is `systemMachine`; tests
 * have simulators of it. Nothing here throws.
 */
export interface Machine {
  readonly platform: PlatformName;
  readonly clock: Clock;
  /** The date and time in ISO 8601, for people to read; nothing is decided by it, since it may jump. */
  date(): string;
  /** The id of this process. */
  readonly pid: number;
  /**
   * Tells the life of a process from every other that has or had its id, over restarts of the system too;
   * undefined where no process has that id, {@link UNKNOWN_LIFE} where one has it and the system tells no more.
   */
  processLife(pid: number): Promise<string | undefined>;
  readonly files: Files;
  /** Runs a program to its end, or for 60 s. Nothing is ever asked of a person: standard input is closed. */
  run(command: Command, options?: { readonly timeout?: number }): Promise<CommandResult>;
  /** Asks as programs do: getaddrinfo, with a dot at the end, so that no search list is tried. */
  lookUp(question: Question): Promise<Addresses>;
  /** Asks one server over UDP, and TCP where the answer was cut. The timeout is in milliseconds. */
  ask(
    server: { readonly address: string; readonly port: number },
    question: Question,
    options?: { readonly timeout?: number },
  ): Promise<Addresses>;
}
