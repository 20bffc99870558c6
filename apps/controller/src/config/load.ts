import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ConfigurationProblem } from './problem.ts';
import { type ConfigurationResult, readConfiguration } from './read.ts';
import { resolvePaths } from './resolve-paths.ts';

/** Reads a configuration file. Relative paths in it count from its folder. Code: `SKY_CONFIG_FILE`. */
export async function loadConfiguration(file: string): Promise<ConfigurationResult> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { ok: false, problems: [unreadable(file, error)] };
  }
  const result = readConfiguration(text, file);
  if (!result.ok) return result;
  return { ok: true, configuration: resolvePaths(result.configuration, dirname(file)) };
}

function unreadable(file: string, error: unknown): ConfigurationProblem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'does not exist',
    EACCES: 'may not be read by this user',
    EISDIR: 'is a folder',
  };
  return {
    code: 'SKY_CONFIG_FILE',
    message: `The file ${(typeof code === 'string' ? reasons[code] : undefined) ?? 'cannot be read'}.`,
    hint: 'Give the path of a configuration file with --config.',
    file,
    path: '',
  };
}
