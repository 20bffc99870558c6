import type { Machine } from '../../machine/machine.ts';

/** Octets as ISO 8859-1, so that every octet is one character and comes back as it was. */
export function textOf(content: Uint8Array): string {
  return Buffer.from(content).toString('latin1');
}

export function octetsOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** What is in a file; undefined where there is none or it cannot be read. For looking only. */
export async function textAt(machine: Machine, path: string): Promise<string | undefined> {
  const content = await machine.files.read(path);
  return content.ok && content.value !== undefined ? textOf(content.value) : undefined;
}
