/** metav1.MicroTime: RFC 3339 with exactly six digits. `epoch`: milliseconds since 1970. */
export function microTime(epoch: number): string {
  return new Date(epoch).toISOString().replace('Z', '000Z');
}
