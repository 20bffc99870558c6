import { type KeyValue, keySource } from '../answer/key-source.ts';
import { isSubdomain } from '../answer/names.ts';
import { compareKeys, labelsOfKey, type Prefix, pathOf } from '../key/key.ts';
import { reverseZones } from '../key/reverse.ts';
import { parseMessage } from '../message/message.ts';
import { type Entry, type Finding, isAskable, type Scope } from './finding.ts';
import { checkKey } from './key-checks.ts';
import { checkName, type NameAbove } from './name-checks.ts';
import { checkValue } from './value-checks.ts';
import { checkZone } from './zone-checks.ts';

export interface LintOptions {
  /** The zones of CoreDNS's etcd plugin: names, or networks in CIDR notation. */
  readonly zones: readonly string[];
  readonly prefix: Prefix;
}

/**
 * What CoreDNS cannot serve of these keys, or would serve wrongly; in the order of the keys. Keys that are
 * not under the prefix are not looked at. What Skywriter writes has no findings.
 */
export function lint(keys: Iterable<KeyValue>, { zones, prefix }: LintOptions): Finding[] {
  const normalZones = zones.flatMap((zone) => reverseZones(zone) ?? [zone]).map(normal);
  const list = [...keys].flatMap((entry) => entryOf(entry, prefix) ?? []);
  const scope: Scope = { prefix, zones: normalZones, entries: keySource(list) };
  const findings = [...checkPrefix(prefix)];
  const add = (found: readonly Finding[]) => {
    for (const finding of found) findings.push(finding);
  };
  for (const entry of list) {
    add(checkKey(entry, scope));
    add(checkValue(entry));
  }
  for (const name of namesAbove(list, scope)) add(checkName(name, scope));
  for (const zone of normalZones) add(checkZone(zone, scope));
  return findings.sort((a, b) => compareKeys(a.key, b.key) || (a.code < b.code ? -1 : 1));
}

function entryOf(stored: KeyValue, prefix: Prefix): Entry | undefined {
  const labels = labelsOfKey(stored.key, prefix);
  if (labels === undefined) return undefined;
  const message = parseMessage(stored.value);
  const [id = '', ...owner] = labels;
  const name = shown(isAskable(id) ? labels : owner);
  return { ...stored, labels, name, message: message.ok ? message.value : undefined };
}

function shown(labels: readonly string[]): string {
  return labels.filter((label) => label !== '').join('.') || '.';
}

function normal(zone: string): string {
  const lower = zone.toLowerCase();
  return lower.length > 1 && lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/** Every name in a zone that has keys below its own, but for those that keep a zone's own records. */
function namesAbove(entries: readonly Entry[], { zones, prefix }: Scope): NameAbove[] {
  const seen = new Set<string>();
  const names: NameAbove[] = [];
  for (const { labels } of entries) {
    for (let above = 1; above <= labels.length; above += 1) {
      const name = shown(labels.slice(above));
      if (seen.has(name)) break;
      seen.add(name);
      const isOwn = zones.some((zone) => isSubdomain(zone === '.' ? 'dns' : `dns.${zone}`, name));
      const isInside = zones.some((zone) => isSubdomain(zone, name));
      if (isOwn || !isInside) continue;
      names.push({ key: pathOf(name, prefix), name, isZone: zones.includes(name) });
    }
  }
  return names;
}

function checkPrefix(prefix: Prefix): Finding[] {
  const components = prefix.split('/').filter((part) => part !== '').length;
  if (components === 1) return [];
  return [
    {
      code: 'SKY_LINT_PREFIX',
      key: prefix,
      name: '.',
      message: `The prefix has ${components} components, and CoreDNS takes exactly one off when it makes names of keys, so targets of SRV, MX and NS are wrong.`,
      hint: 'Use a prefix of one component, such as /skydns.',
    },
  ];
}
