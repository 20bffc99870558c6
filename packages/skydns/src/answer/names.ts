import { fqdn, printName, splitLabels } from '../key/presentation.ts';

/** The name of a question as CoreDNS shows it again as owner. */
export function ownerName(name: string): string {
  return printName(fqdn(name));
}

/** The name of a question as CoreDNS looks it up. */
export function lookupName(name: string): string {
  return ownerName(name).toLowerCase();
}

/** Whether `name` is `ancestor` or below it, label by label, without regard to the case of ASCII letters. */
export function isSubdomain(ancestor: string, name: string): boolean {
  const above = splitLabels(ancestor);
  const labels = splitLabels(name).slice(-above.length);
  if (above.length === 0) return true;
  return labels.length === above.length && labels.every((label, index) => equal(label, above[index] ?? ''));
}

function equal(a: string, b: string): boolean {
  return a === b || asciiLower(a) === asciiLower(b);
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The longest of the zones that holds the name. */
export function longestZone(name: string, zones: readonly string[]): string | undefined {
  let longest: string | undefined;
  for (const zone of zones) {
    if (isSubdomain(zone, name) && zone.length > (longest?.length ?? 0)) longest = zone;
  }
  return longest;
}

/** `ns.dns` in `example.com.`: `ns.dns.example.com.`; in the root `ns.dns.` */
export function joinName(labels: string, zone: string): string {
  return zone === '.' ? `${labels}.` : fqdn(`${labels}.${zone}`);
}

/** The name without its leftmost labels; unless that would leave nothing. */
export function stripLabels(name: string, count: number): string {
  const labels = splitLabels(name);
  return count <= 0 || count >= labels.length ? name : fqdn(labels.slice(count).join('.'));
}
