import { failure, type Problem } from '@skywriter/core';

/** What the system calls the fault (`ENOSPC`), or the text of the error. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

const hints: Readonly<Record<string, string>> = {
  EACCES: 'Run it with the rights of an administrator.',
  EPERM:
    'Run it with the rights of an administrator; where it already is, the file is immutable: lsattr shows that, and chattr -i ends it.',
  EROFS: 'The file system is read-only: make it writable.',
  ENOSPC: 'Make room on the disk.',
  EDQUOT: 'Make room within the quota.',
  ENOTDIR: 'A file stands where a folder is needed: move it away.',
  EISDIR: 'A folder stands where a file is needed: move it away.',
  ELOOP: 'Symbolic links lead in a circle: repair them.',
};

/** SKY_HOST_FILE: something about a file that the system refuses. */
export function fileProblem(
  action: string,
  path: string,
  error: unknown,
): { readonly ok: false; readonly problem: Problem } {
  const reason = reasonOf(error);
  return failure(
    'SKY_HOST_FILE',
    `Cannot ${action} ${path}: ${reason}.`,
    hints[reason] ?? 'See what is at that path, and who may change it.',
  );
}
