import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_OPERATIONS, splitPlan } from './limits.ts';

const plans = fc
  .record({
    puts: fc.nat(300),
    deletes: fc.nat(300),
    entries: fc.integer({ min: 1, max: 150 }),
    relied: fc.nat(3),
    kept: fc.nat(2),
  })
  .map(({ puts, deletes, entries, relied, kept }) => {
    const named = (what: string, count: number) =>
      Array.from({ length: count }, (_, index) => `/${what}/${index}`);
    const last = named('entry', entries);
    const keys = [...named('put', puts), ...named('delete', deletes), ...last, ...named('kept', kept)];
    return {
      compares: keys.map((key, index) => ({ key, modRevision: String(index + 1) })),
      puts: named('put', puts).map((key) => ({ key, value: 'x' })),
      deletes: [...named('delete', deletes), ...last],
      relied: [...last.slice(0, relied), ...named('kept', kept)],
    };
  });

test('a plan in parts does the same, within the limits, and relies on the same as long as it stands', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const parts = splitPlan(plan);
      expect(
        parts
          .flatMap(({ puts }) => puts)
          .map(({ key }) => key)
          .sort(),
      ).toEqual(plan.puts.map(({ key }) => key).sort());
      expect(parts.flatMap(({ deletes }) => deletes)).toEqual(plan.deletes);
      const gone = new Set<string>();
      for (const part of parts) {
        const compared = part.compares.map(({ key }) => key);
        expect(part.compares.length).toBeLessThanOrEqual(MAX_OPERATIONS);
        expect(new Set(compared).size).toBe(compared.length);
        for (const key of [...part.puts.map((put) => put.key), ...part.deletes])
          expect(compared).toContain(key);
        for (const key of plan.relied) expect(compared.includes(key)).toBe(!gone.has(key));
        for (const key of part.deletes) gone.add(key);
      }
    }),
  );
});
