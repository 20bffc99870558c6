/** Edit distance with transpositions (Damerau–Levenshtein, restricted), ignoring case and `-`/`_`. */
function distance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const cost = Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      current.push(swapped ? Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1) : cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

const bare = (word: string): string => word.toLowerCase().replaceAll(/[-_]/g, '');

/**
 * The candidate that somebody who wrote `word` most likely meant; undefined when none is near enough to
 * be a slip of the fingers (a third of the letters wrong, or the beginning of exactly one candidate).
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = bare(word).slice(0, 80);
  let best: { candidate: string; cost: number } | undefined;
  const beginnings: string[] = [];
  for (const candidate of candidates) {
    const plain = bare(candidate);
    const cost = distance(wanted, plain);
    if (best === undefined || cost < best.cost) best = { candidate, cost };
    if (wanted.length >= 3 && plain.startsWith(wanted)) beginnings.push(candidate);
  }
  if (best !== undefined && best.cost <= Math.max(1, Math.floor(wanted.length / 3))) return best.candidate;
  return beginnings.length === 1 ? beginnings[0] : undefined;
}
