import { SkywriterError } from '@skywriter/core';

/** The longest TTL, and so the longest time in an SOA (RFC 2181 §8). */
export const MAX_SECONDS = 2 ** 31 - 1;

/** The value, if it is a whole number from `min` to `max`; else throws {@link SkywriterError} `SKY_DNS_SETTING`. */
export function wholeNumber(
  setting: string,
  value: number,
  [min, max]: readonly [min: number, max: number],
): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new SkywriterError({
    code: 'SKY_DNS_SETTING',
    message: `The setting ${setting} of the DNS server is ${value}.`,
    hint: `Write a whole number from ${min} to ${max}.`,
  });
}
