import { createHash } from 'node:crypto';
import { failure, type Result, success } from '@skywriter/core';
import { z } from 'zod';
import { type Machine, UNKNOWN_LIFE } from '../machine/machine.ts';
import type { Owner } from './schema.ts';

const FILE_MODE = 0o600;
const RETRY_MS = 100;
/** A lock of a lock of a lock: each needs one more crash within the microseconds of a take-over. */
const MAX_DEPTH = 8;

const content = z.object({ pid: z.int(), life: z.string() });

export interface Lock {
  readonly owner: Owner;
  release(): Promise<void>;
}

/**
 * Holds a lock file, after at most `patience` milliseconds of waiting for who holds it. Problem:
 * SKY_HOST_BUSY, or what the files say.
 */
export async function acquireLock(machine: Machine, path: string, patience: number): Promise<Result<Lock>> {
  const { clock, pid } = machine;
  const owner: Owner = { pid, life: (await machine.processLife(pid)) ?? UNKNOWN_LIFE };
  // Unlike any other lock's content, ours of a moment ago included.
  const token = new TextEncoder().encode(
    `${JSON.stringify({ ...owner, since: machine.date(), nonce: nonce(machine) })}\n`,
  );
  const deadline = clock.now() + patience;
  for (;;) {
    const taken = await take(machine, path, token, 0);
    if (taken.ok) {
      return success({
        owner,
        async release() {
          await release(machine, path, token);
        },
      });
    }
    if (taken.problem.code !== 'SKY_HOST_BUSY' || clock.now() >= deadline) return taken;
    await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
  }
}

/** Whether a process still lives the life that it had. */
export async function lives(machine: Machine, owner: Owner): Promise<boolean> {
  const life = await machine.processLife(owner.pid);
  if (life === undefined) return false;
  return life === owner.life || life === UNKNOWN_LIFE || owner.life === UNKNOWN_LIFE;
}

/**
 * The lock of a dead owner is replaced under another lock, which belongs to that very content; so of all who
 * saw the dead one, one replaces it, and it replaces nothing else. Nobody but that one and the dead owner
 * could change a lock with that content.
 */
async function take(machine: Machine, path: string, token: Uint8Array, depth: number): Promise<Result<void>> {
  const { files } = machine;
  const made = await files.create(path, token, FILE_MODE);
  if (!made.ok) return made;
  if (made.value) return success(undefined);
  const held = await files.read(path);
  if (!held.ok) return held;
  if (held.value === undefined) return busy(path, undefined);
  const owner = ownerOf(held.value);
  if (depth === MAX_DEPTH || (owner !== undefined && (await lives(machine, owner)))) return busy(path, owner);

  const guard = `${path}.${createHash('sha256').update(held.value).digest('hex').slice(0, 16)}`;
  const guarded = await take(machine, guard, token, depth + 1);
  if (!guarded.ok) return guarded;
  const again = await files.read(path);
  const unchanged = again.ok && again.value !== undefined && equal(again.value, held.value);
  const replaced = unchanged ? await files.write(path, token, FILE_MODE) : busy(path, owner);
  await release(machine, guard, token);
  return replaced;
}

/** Takes away only what is ours; nobody takes a lock from who lives, so nothing changes in between. */
async function release(machine: Machine, path: string, token: Uint8Array): Promise<void> {
  const held = await machine.files.read(path);
  if (held.ok && held.value !== undefined && equal(held.value, token)) await machine.files.remove(path);
}

function busy(path: string, owner: Owner | undefined) {
  return failure(
    'SKY_HOST_BUSY',
    `Another process${owner === undefined ? '' : ` (${owner.pid})`} is changing the settings of this machine.`,
    `Wait for it to end; ${path} is its lock.`,
  );
}

/** Undefined when nobody can have written it: locks are made whole, so it is no lock of a living process. */
function ownerOf(bytes: Uint8Array): Owner | undefined {
  try {
    return content.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

function nonce({ clock }: Machine): number {
  return Math.floor(clock.random() * Number.MAX_SAFE_INTEGER);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(b);
}
