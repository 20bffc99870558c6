import { type FileHandle, open } from 'node:fs/promises';

/**
 * Writes over a file that cannot be replaced. The old content is put back when there is no room for the new,
 * so that a full disk changes nothing; a power cut in between can leave both mixed.
 */
export async function overwriteInPlace(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const old = await file.readFile();
    try {
      await overwrite(file, content);
    } catch (error) {
      await overwrite(file, old).catch(() => {});
      throw error;
    }
  } finally {
    await file.close();
  }
}

async function overwrite(file: FileHandle, content: Uint8Array): Promise<void> {
  let written = 0;
  while (written < content.length) {
    const { bytesWritten } = await file.write(content, written, content.length - written, written);
    written += bytesWritten;
  }
  await file.truncate(content.length);
  await file.sync();
}
