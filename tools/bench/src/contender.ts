import { join } from 'node:path';

/** A program that is given ExternalDNS's arguments: Skywriter, or ExternalDNS itself. */
export interface Contender {
  readonly name: string;
  readonly command: string;
  /** What comes before the arguments. */
  readonly words: readonly string[];
}

export function skywriter(): Contender {
  const main = join(import.meta.dirname, '../../../apps/controller/src/main.ts');
  return {
    name: 'skywriter',
    command: process.execPath,
    words: ['--conditions=@skywriter/source', main, 'external-dns'],
  };
}

export function externalDns(binary: string): Contender {
  return { name: 'external-dns', command: binary, words: [] };
}
