import { failure, parseName, type Result, success } from '@skywriter/core';
import { z } from 'zod';
import { type HostDns, modes } from '../platform/host-dns.ts';
import type { Json, Setting } from '../setting/setting.ts';

/** Grows with every change that an older program could misread. */
export const JOURNAL_VERSION = 1;

/** A process, told from every other. */
export interface Owner {
  readonly pid: number;
  readonly life: string;
}

/** What a setting was before us. */
export type Baseline = { readonly is: 'present'; readonly value: Json } | { readonly is: 'absent' };

/** How far an entry is. */
export const entryStates = [
  /** A write was begun, there or back; whether it came to its end is not known. */
  'writing',
  /** It was read as desired after the write. */
  'done',
  /** It is as it was before us. */
  'undone',
  /** Somebody else set it since; it is theirs now. */
  'conflict',
  /** What carries it was not there when it was to be undone. */
  'gone',
] as const;
export type EntryState = (typeof entryStates)[number];

/** What an entry is for: `hook` and `deadMan` guard the others. */
export const roles = ['setting', 'hook', 'deadMan'] as const;
export type Role = (typeof roles)[number];

/** One setting that was touched, or is about to be. */
export interface JournalEntry {
  readonly setting: Setting;
  readonly role: Role;
  /** The first ever seen; a second apply keeps it. */
  readonly before: Baseline;
  readonly desired: Json;
  /** Everything that we wrote there or read after writing: what may be undone. */
  readonly ours: readonly Json[];
  /** What somebody else had set and the write that is under way replaces. */
  readonly replaced?: Json;
  readonly state: EntryState;
}

/**
 * `applying` and `undoing` are under way; `applied` is at rest; `left` is what a reset could not undo: others
 * changed it, or its carrier is gone.
 */
export const phases = ['applying', 'applied', 'undoing', 'left'] as const;
export type Phase = (typeof phases)[number];

export interface Journal {
  readonly schema: typeof JOURNAL_VERSION;
  readonly platform: 'linux' | 'win32' | 'darwin';
  readonly phase: Phase;
  readonly bootId: string;
  readonly owner: Owner;
  /** The owner must live for what is applied to work. */
  readonly tied: boolean;
  /** For people to read. */
  readonly since: string;
  readonly backend: string;
  readonly wanted: HostDns;
  /** In the order of doing. */
  readonly entries: readonly JournalEntry[];
}

const json: z.ZodType<Json> = z.json();
const name = z.string().transform((text, context) => {
  const parsed = parseName(text);
  if (parsed.ok) return parsed.value;
  context.addIssue(parsed.problem.message);
  return z.NEVER;
});

const wanted = z.strictObject({
  mode: z.enum(modes),
  domains: z.array(name),
  servers: z.array(z.strictObject({ address: z.string(), port: z.int() })),
  hosts: z.array(z.strictObject({ address: z.string(), names: z.array(name) })),
  link: z.string().exactOptional(),
  adapters: z.array(z.string()).exactOptional(),
  allowPolicyKey: z.boolean(),
});

const entry = z.strictObject({
  setting: z.strictObject({ kind: z.string(), target: z.string() }),
  role: z.enum(roles),
  before: z.union([
    z.strictObject({ is: z.literal('present'), value: json }),
    z.strictObject({ is: z.literal('absent') }),
  ]),
  desired: json,
  ours: z.array(json),
  replaced: json.exactOptional(),
  state: z.enum(entryStates),
});

const journal: z.ZodType<Journal> = z.strictObject({
  schema: z.literal(JOURNAL_VERSION),
  platform: z.enum(['linux', 'win32', 'darwin']),
  phase: z.enum(phases),
  bootId: z.string(),
  owner: z.strictObject({ pid: z.int(), life: z.string() }),
  tied: z.boolean(),
  since: z.string(),
  backend: z.string(),
  wanted,
  entries: z.array(entry),
});

const version = z.object({ schema: z.int() });

/**
 * Reads the text of a journal. Problems: SKY_HOST_JOURNAL_NEWER (written by a newer program; it must not be
 * touched), SKY_HOST_JOURNAL_CORRUPT.
 */
export function parseJournal(text: string): Result<Journal> {
  const value = parseJson(text);
  const found = version.safeParse(value);
  if (found.success && found.data.schema > JOURNAL_VERSION) {
    return failure(
      'SKY_HOST_JOURNAL_NEWER',
      `The journal has version ${found.data.schema}, and this program knows ${JOURNAL_VERSION}.`,
      'Use the newer program that wrote it, at least to reset.',
    );
  }
  const parsed = journal.safeParse(value);
  if (parsed.success) return success(parsed.data);
  const [issue] = parsed.error.issues;
  return failure(
    'SKY_HOST_JOURNAL_CORRUPT',
    `The journal cannot be read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'it is no JSON'}.`,
    'What carries our marker can still be found and undone; reset does it.',
  );
}

/** The text of a journal: indented, since people read it when things went wrong. */
export function formatJournal(value: Journal): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
