import { parseAddress, parseName, type Result, success } from '@skywriter/core';
import { z } from 'zod';
import { digest, pairs, replaceAddress, replaceGuid, WELL_KNOWN } from '../capture/replace.ts';
import type { Machine } from '../machine/machine.ts';
import { MARKER } from '../platform/host-dns.ts';
import type { Json } from '../setting/setting.ts';
import { PowerShell } from './powershell/run.ts';
import { recordShapes } from './scripts/shapes.ts';
import { takeSnapshot } from './scripts/snapshot.ts';

/** Fields whose text tells how Windows writes things, and nothing of whose machine it is. */
const TELLING = new Set([
  ...[
    'status',
    'Status',
    'state',
    'startMode',
    'languageMode',
    'psVersion',
    'culture',
    'bootCount',
    'bootTime',
  ],
  ...['Version', 'AddressFamily', 'encryptedDns', 'oneList', 'emptyList', 'nested', 'list'],
]);
/**
 * What this machine answers to the scripts that look, without what would tell whose machine it is: every name,
 * address, GUID and hardware address is replaced, the same one by the same one. Reads, and changes nothing.
 */
export async function captureWindows(machine: Machine, systemFolder: string): Promise<Result<Json>> {
  const powerShell = new PowerShell(systemFolder);
  const snapshot = await powerShell.ask(machine, takeSnapshot, {}, z.json());
  if (!snapshot.ok) return snapshot;
  const shapes = await powerShell.ask(machine, recordShapes, {}, z.json());
  if (!shapes.ok) return shapes;
  return success(sanitise({ recorded: 'Windows', snapshot: snapshot.value, shapes: shapes.value }));
}

/** The same structure, with nothing personal in it. */
export function sanitise(value: Json): Json {
  return replaceIn(value, '');
}

function replaceIn(value: Json, field: string): Json {
  if (typeof value === 'string')
    return field === 'recorded' || TELLING.has(field) ? value : replaceText(value);
  // An IPAddress carries its number beside its text.
  if (typeof value === 'number') return field === 'Address' || field === 'ScopeId' ? 0 : value;
  if (Array.isArray(value)) return value.map((item: Json) => replaceIn(item, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceIn(item, key)]));
}

function replaceText(text: string): string {
  if (text === '' || text.startsWith(MARKER) || WELL_KNOWN.test(text)) return text;
  const [first = '', length] = text.split('/');
  const address = parseAddress(first);
  if (address.ok)
    return replaceAddress(address.value.family, first) + (length === undefined ? '' : `/${length}`);
  if (/^\{[0-9a-f-]{36}\}$/i.test(text)) return replaceGuid(text);
  if (/^(?:[0-9a-f]{2}-){5}[0-9a-f]{2}$/i.test(text)) return `02-00-00-${pairs(text, 3).join('-')}`;
  // Several in one text, as the registry has them.
  if (/[,; ]/.test(text))
    return text
      .split(/([,; ]+)/)
      .map((part, index) => (index % 2 === 0 ? replaceText(part) : part))
      .join('');
  const below = text.startsWith('.') ? '.' : '';
  if (text.includes('.') && parseName(text.slice(below.length)).ok)
    return `${below}n${digest(text).slice(0, 6)}.example`;
  return /[^\x20-\x7e]/.test(text) ? `Ü${digest(text).slice(0, 6)}` : `x${digest(text).slice(0, 6)}`;
}
