import { readFile } from 'node:fs/promises';
import type { ConfigurationProblem } from '../config/problem.ts';
import { readKubertureFile } from './read.ts';
import { type KubertureArguments, type Translation, translate } from './translate.ts';

export type LoadResult =
  | { readonly ok: true; readonly value: Translation; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] };

/** Reads kuberture's file as a configuration. Code: `SKY_KUBERTURE_CONFIG`. */
export async function loadKuberture(file: string, given: KubertureArguments): Promise<LoadResult> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { ok: false, problems: [unreadable(file, error)] };
  }
  const read = readKubertureFile(text, file);
  return read.ok ? { ok: true, value: translate(read.file, given), notes: read.notes } : read;
}

function unreadable(file: string, error: unknown): ConfigurationProblem {
  const why = error instanceof Error ? error.message : String(error);
  return {
    code: 'SKY_KUBERTURE_CONFIG',
    message: `loading config: reading config file: ${why}.`,
    hint: 'Give the path of kuberture’s file with --config or KUBERTURE_CONFIG.',
    file,
    path: '',
  };
}
