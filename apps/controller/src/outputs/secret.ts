import { readFile } from 'node:fs/promises';
import { SkywriterError } from '@skywriter/core';

/**
 * The text of a file that holds one secret. `what`: as the error calls it. `key`: where the configuration
 * names the file. Rejects with `SKY_SECRET_FILE`; the secret itself is in no error.
 */
export async function readSecret(file: string, what: string, key: string): Promise<string> {
  try {
    // Secrets written by hand mostly end in a line break that is no part of them.
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new SkywriterError({
      code: 'SKY_SECRET_FILE',
      message: `The file of ${what}, ${file}, cannot be read (${code}).`,
      hint: `Mount the Secret there, or correct ${key}.`,
    });
  }
}
