import type { Address } from './address.ts';

/** The 4 or 16 octets of an address. */
export function addressBytes({ family, text }: Address): readonly number[] {
  if (family === 4) return text.split('.').map(Number);
  const [left = '', right] = text.split('::');
  const head = groups(left);
  const tail = right === undefined ? [] : groups(right);
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return [...head, ...zeros, ...tail].flatMap((group) => [group >> 8, group & 0xff]);
}

/** RFC 5952 text has no dotted quads, for IPv4-mapped addresses are none of ours. */
function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
