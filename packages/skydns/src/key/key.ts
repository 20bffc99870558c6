import { fqdn, printName, splitLabels } from './presentation.ts';

declare const prefix: unique symbol;

/** Where in etcd the names begin: `/skydns`, or `/`. Made by {@link parsePrefix}. */
export type Prefix = string & { readonly [prefix]: 'SkyDNS prefix' };

/** Brings what a Corefile's `path` may say into one form: `skydns`, `/skydns` and `/skydns/` are the same. */
export function parsePrefix(text: string): Prefix {
  return clean(text) as Prefix;
}

/**
 * The key of a name: `/skydns/com/example/www`. Labels are lower case and in presentation form; escapes are
 * part of the key (facts of CoreDNS `msg.Path`). A `/` in a label makes two components of it, as there.
 */
export function pathOf(name: string, prefix: Prefix): string {
  return keyOf(keyLabels(name), prefix);
}

/** The key of labels that are in the order of a key. */
export function keyOf(labels: readonly string[], prefix: Prefix): string {
  return clean(`${prefix}/${labels.join('/')}`);
}

/** The labels of a name in the order of a key, lower case and escaped: `['com', 'example', 'www']`. */
export function keyLabels(name: string): string[] {
  return splitLabels(printName(fqdn(name)).toLowerCase()).reverse();
}

/**
 * The labels below the prefix in the order of a name, leftmost first: a record's id, then the labels of
 * its owner. Undefined when the key is not below the prefix; empty labels (`//`) are kept.
 */
export function labelsOfKey(key: string, prefix: Prefix): string[] | undefined {
  const base = prefix === '/' ? '/' : `${prefix}/`;
  if (!key.startsWith(base) || key.length === base.length) return undefined;
  return key.slice(base.length).split('/').reverse();
}

/**
 * The name that CoreDNS makes of a key for SRV, MX and NS targets (`msg.Domain`): it takes off exactly one
 * component, whatever the prefix has. Undefined where CoreDNS panics: keys `/` and empty.
 */
export function domainOfKey(key: string): string | undefined {
  const parts = key.split('/');
  if (parts.at(-1) === '') parts.pop();
  if (parts.length < 2) return undefined;
  const labels = parts.slice(2).reverse();
  if (labels.at(-1) === '.') labels.pop();
  return labels.length === 0 ? '.' : fqdn(labels.join('.'));
}

/** Orders keys as etcd does: by their bytes in UTF-8, which is by code point. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    // Surrogates stand for code points above all others but have lower code units than U+E000 to U+FFFF.
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Go's path.Join: one leading slash, no empty component, no trailing slash, `.` and `..` resolved. */
function clean(path: string): string {
  if (!/\/\/|\/\.|\/$/.test(path) && path.startsWith('/')) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
