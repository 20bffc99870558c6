/** Tells whether a combination comes for the first time. */
export function onlyOnce(): (...what: readonly (string | number)[]) => boolean {
  const seen = new Set<string>();
  return (...what) => {
    const text = JSON.stringify(what);
    const first = !seen.has(text);
    seen.add(text);
    return first;
  };
}
