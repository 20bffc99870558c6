import type { Service } from './services.ts';

const DEFAULT_WEIGHT = 100;

/**
 * Weights as CoreDNS puts them on the wire: percent of the sum at the same priority, at least 1. Every
 * record below the name counts in the sum, even one that answers nothing.
 */
export function weights(services: readonly Service[]): (service: Service) => number {
  const sums = new Map<number, number>();
  for (const { priority, weight } of services) {
    sums.set(priority, (sums.get(priority) ?? 0) + (weight || DEFAULT_WEIGHT));
  }
  // In this order of operations: 100.0/3*100 is another floating-point number than 100.0*100/3.
  return ({ priority, weight }) =>
    toUint16(Math.floor((100 / (sums.get(priority) ?? 0)) * (weight || DEFAULT_WEIGHT))) || 1;
}

/** Go on amd64: beyond 32 bits, and what is no number, becomes 0; negative numbers wrap. */
function toUint16(number: number): number {
  return Math.abs(number) < 2 ** 31 ? number & 0xffff : 0;
}
