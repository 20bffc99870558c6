/** A key only where there is something to say: empty texts and lists are what charts pass for "not set". */
export function optional<K extends string, V extends string | readonly unknown[]>(
  key: K,
  value: V,
): { [P in K]?: V } {
  return value.length === 0 ? {} : ({ [key]: value } as { [P in K]?: V });
}
