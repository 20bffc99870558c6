import { type Problem, type Result, success } from '@skywriter/core';
import type { HostEntry } from '../platform/host-dns.ts';
import type { Step } from '../platform/platform.ts';
import { readBlock } from './block.ts';
import { conflicts, linesFor } from './entries.ts';
import { hostsBlock } from './kind.ts';

/** What the hosts file at this path, with this content (undefined: there is none), needs for these entries. */
export function planHosts(
  path: string,
  content: Uint8Array | undefined,
  entries: readonly HostEntry[],
): Result<{ readonly steps: readonly Step[]; readonly warnings: readonly Problem[] }> {
  if (entries.length === 0) return success({ steps: [], warnings: [] });
  const before = content ?? new Uint8Array();
  const block = readBlock(before);
  if (!block.ok) return block;
  const setting = { kind: hostsBlock.kind, target: path };
  return success({
    steps: [{ setting, desired: linesFor(entries) }],
    warnings: conflicts(before, entries),
  });
}
