import { failure, type Result, success } from '@skywriter/core';
import type { Entry, Files } from '../machine/machine.ts';

type Node =
  | Exclude<Entry, { is: 'file' }>
  | (Extract<Entry, { is: 'file' }> & { readonly content: Uint8Array });

export interface MemoryFiles extends Files {
  readonly nodes: Map<string, Node>;
  /** Paths at and below these can be read only. */
  readonly readOnly: Set<string>;
  text(path: string): string | undefined;
}

/** A file system in memory: absolute paths, links, no rights but `readOnly`. Folders need not be made. */
export function memoryFiles(): MemoryFiles {
  const nodes = new Map<string, Node>();
  const readOnly = new Set<string>();
  const refused = (path: string) =>
    [...readOnly].some((top) => path === top || path.startsWith(`${top}/`))
      ? failure('SKY_HOST_FILE', `Cannot write ${path}: EROFS.`, 'Make it writable.')
      : undefined;
  const resolve = (path: string): Node | undefined => {
    const node = nodes.get(path);
    return node?.is === 'link' ? resolve(node.to) : node;
  };
  const change = (path: string, work: () => void): Result<void> => {
    const refusal = refused(path);
    if (refusal !== undefined) return refusal;
    work();
    return success(undefined);
  };
  const read = (path: string) => {
    const node = resolve(path);
    return node?.is === 'file' ? node.content : undefined;
  };
  return {
    nodes,
    readOnly,
    text(path) {
      const content = read(path);
      return content === undefined ? undefined : new TextDecoder().decode(content);
    },
    async entry(path) {
      const node = nodes.get(path);
      if (node?.is !== 'file') return success(node);
      return success({ is: 'file', mode: node.mode, uid: node.uid, gid: node.gid });
    },
    read: async (path) => success(read(path)),
    async write(path, content, mode) {
      const old = nodes.get(path);
      const kept = old?.is === 'file' ? old : { mode, uid: 0, gid: 0 };
      const { uid, gid } = kept;
      return change(path, () => nodes.set(path, { is: 'file', content, mode: kept.mode, uid, gid }));
    },
    async create(path, content, mode) {
      if (nodes.has(path)) return success(false);
      const made = change(path, () => nodes.set(path, { is: 'file', content, mode, uid: 0, gid: 0 }));
      return made.ok ? success(true) : made;
    },
    link: async (path, to) => change(path, () => nodes.set(path, { is: 'link', to })),
    remove: async (path) => change(path, () => nodes.delete(path)),
    async list(path) {
      const below = [...nodes.keys()].filter((key) => key.startsWith(`${path}/`));
      return success([...new Set(below.map((key) => key.slice(path.length + 1).split('/')[0] ?? ''))].sort());
    },
    folder: async (path) => change(path, () => nodes.set(path, { is: 'folder' })),
    privateFolder: async (path) => change(path, () => nodes.set(path, { is: 'folder' })),
  };
}
