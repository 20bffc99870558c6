import { failure, type Result, success } from '@skywriter/core';
import * as z from 'zod';
import type { Machine } from '../machine/machine.ts';
import type { PowerShell } from './powershell/run.ts';
import { protectStateFolder, readStateFolder } from './scripts/state-folder.ts';

const answer = z.object({
  folder: z.nullable(z.object({ attributes: z.string(), sddl: z.string(), files: z.number() })),
});

/**
 * Makes the folder that holds the journal one of administrators alone. Every user may make folders in
 * ProgramData, so one that is there is only trusted if it was never open to others while anything lay in it.
 * Problems: SKY_HOST_STATE_FOLDER, those of PowerShell.
 */
export async function securedStateFolder(
  machine: Machine,
  powerShell: PowerShell,
  folder: string,
): Promise<Result<void>> {
  const first = await look(machine, powerShell, folder);
  if (!first.ok || first.value === 'closed') return first.ok ? success(undefined) : first;
  const closed = await powerShell.tell(machine, protectStateFolder, { folder });
  if (!closed.ok) return closed;
  const second = await look(machine, powerShell, folder);
  if (!second.ok) return second;
  return second.value === 'closed' ? success(undefined) : refused(folder, 'stays open to other users');
}

type State = 'closed' | 'to be closed';

async function look(machine: Machine, powerShell: PowerShell, folder: string): Promise<Result<State>> {
  const seen = await powerShell.ask(machine, readStateFolder, { folder }, answer);
  if (!seen.ok) return seen;
  if (seen.value.folder === null) return success('to be closed');
  const { attributes, sddl, files } = seen.value.folder;
  if (!attributes.includes('Directory') || attributes.includes('ReparsePoint'))
    return refused(folder, 'is no folder, or a link to one');
  const { owner, closed } = readSddl(sddl);
  if (!ADMINISTRATORS.has(owner)) return refused(folder, `belongs to ${owner || 'nobody known'}`);
  if (closed) return success('closed');
  return files === 0 ? success('to be closed') : refused(folder, 'was open to other users, and is not empty');
}

/** The group of administrators and SYSTEM, by alias and SID. */
const ADMINISTRATORS = new Set(['BA', 'SY', 'S-1-5-32-544', 'S-1-5-18']);

/** Who owns it, and whether its list is its own and lets in nobody but administrators ([MS-DTYP] 2.5.1). */
export function readSddl(sddl: string): { readonly owner: string; readonly closed: boolean } {
  const [, owner = ''] = /^O:(S-[\d-]+|[A-Z]{2})/.exec(sddl) ?? [];
  const [, flags = '', entries = ''] = /D:([A-Z]*)((?:\([^)]*\))+)/.exec(sddl) ?? [];
  const trustees = [...entries.matchAll(/\(([^)]*)\)/g)].map(([, entry = '']) => entry.split(';'));
  // Each entry is: type; flags; rights; two GUIDs; trustee. One that denies lets nobody in.
  const letIn = trustees.filter(([type = '']) => !type.endsWith('D')).map((fields) => fields[5] ?? '');
  return {
    owner,
    closed: flags.includes('P') && letIn.length > 0 && letIn.every((sid) => ADMINISTRATORS.has(sid)),
  };
}

function refused(folder: string, reason: string): Result<never> {
  return failure(
    'SKY_HOST_STATE_FOLDER',
    `${folder} ${reason}, so somebody else may have written what is to be restored.`,
    'Look at what is in it, then remove it as an administrator.',
  );
}
