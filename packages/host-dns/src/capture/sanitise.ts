import { z } from 'zod';
import { parsed } from '../linux/probe/bus.ts';
import { addressText } from '../linux/probe/resolved.ts';
import type { Json } from '../setting/setting.ts';
import type { Recording } from './record.ts';
import { sanitiseRoutes, sanitiseText } from './sanitise-text.ts';

/** Fields of `ip -json`, `busctl --json` and snapshots whose text is of the program's own words. */
const TELLING = new Set([
  ...['flags', 'scope', 'protocol', 'type', 'family', 'link_type', 'operstate', 'qdisc', 'pref'],
  ...['kind', 'is', 'owner', 'mode', 'rcManager', 'container'],
]);
/** Fields whose keys are names. */
const NAMED = new Set(['resolverFiles']);
const octetList = z.array(z.number().int().min(0).max(255));

/** The same recording, with nothing personal in it. */
export function sanitiseRecording({ commands, files, entries, lists }: Recording): Json {
  return {
    commands: mapped(commands, sanitiseLine, (answer, line) =>
      answer === null ? null : [answer[0], sanitiseOutput(line, answer[1])],
    ),
    files: mapped(files, sanitiseText, (content, path) =>
      sanitiseText(path === '/proc/self/mountinfo' ? ofResolvConf(content) : content),
    ),
    entries: mapped(entries, sanitiseText, (entry) =>
      entry.is === 'link' ? { is: entry.is, to: sanitiseText(entry.to) } : { ...entry },
    ),
    lists: mapped(lists, sanitiseText, (names) => names.map(sanitiseText)),
  };
}

/** The same structure: texts, and addresses that are lists of octets, replaced. */
export function sanitiseJson(value: Json, field = ''): Json {
  if (typeof value === 'string') return TELLING.has(field) ? value : sanitiseText(value);
  if (Array.isArray(value)) {
    const octets = octetList.safeParse(value);
    if (octets.success && (value.length === 4 || value.length === 16)) return replaceOctets(octets.data);
    return value.map((item: Json) => sanitiseJson(item, field));
  }
  if (typeof value !== 'object' || value === null) return value;
  const key = NAMED.has(field) ? sanitiseText : (name: string) => name;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [key(name), sanitiseJson(item, name)]),
  );
}

/** Only networksetup is given names; all else is asked the same on every machine. */
function sanitiseLine(line: string): string {
  const [, asked = '', name = ''] = /^(\S*\/networksetup -\S+)(.*)$/s.exec(line) ?? [];
  return asked === '' ? line : asked + sanitiseText(name);
}

function sanitiseOutput(line: string, output: string): string {
  if (line.includes('netstat')) return sanitiseRoutes(output);
  if (!/^(?:ip|busctl) /.test(line)) return sanitiseText(output);
  const json = parsed(output, z.json());
  return json === undefined ? sanitiseText(output) : `${JSON.stringify(sanitiseJson(json))}\n`;
}

/** Everything else that is mounted is nobody's business. */
function ofResolvConf(mountinfo: string): string {
  const lines = mountinfo.split('\n').filter((line) => line.split(' ')[4] === '/etc/resolv.conf');
  return lines.map((line) => `${line}\n`).join('');
}

function replaceOctets(octets: number[]): number[] {
  const text = addressText(octets);
  const replaced = sanitiseText(text);
  if (replaced === text) return octets;
  if (octets.length === 4) return replaced.split('.').map(Number);
  const last = Number.parseInt(replaced.split('::')[1] ?? '', 16);
  return [0x20, 0x01, 0x0d, 0xb8, ...Array.from({ length: 10 }, () => 0), last >> 8, last & 0xff];
}

function mapped<T>(
  record: Readonly<Record<string, T>>,
  key: (name: string) => string,
  item: (value: T, name: string) => Json,
): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [key(name), item(value, name)]));
}
