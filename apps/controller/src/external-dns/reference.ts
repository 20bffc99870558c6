import { type Flag, type FlagStatus, isList } from './flag.ts';
import { flagGroups } from './flags.ts';

/** Every flag of ExternalDNS in Markdown, with what becomes of it: one table for each group. */
export function flagReference(): string {
  return [
    '# Every flag of ExternalDNS',
    '',
    'Made from the table that the program itself uses. Each flag has its variable: `--txt-owner-id` is',
    '`EXTERNAL_DNS_TXT_OWNER_ID`, and a list has one item a line. *same*: it means what it means in ExternalDNS.',
    '*accepted*: it may be given, and has nothing to do. *refused*: given another value than its default, it is an',
    'error that says why. See [From ExternalDNS to Skywriter](from-external-dns.md).',
    '',
    ...flagGroups.flatMap(([title, flags]) => [`## ${title}`, '', ...table(flags), '']),
  ].join('\n');
}

function table(flags: readonly Flag[]): string[] {
  const rows = byReason(flags).map((group) => `| ${group.map(formatFlag).join('<br>')} | ${told(group)} |`);
  return ['| flag | here |', '|---|---|', ...rows];
}

/** Flags that stand together and are refused for one reason are one row. */
function byReason(flags: readonly Flag[]): Flag[][] {
  const groups: Flag[][] = [];
  for (const flag of flags) {
    const last = groups.at(-1);
    const before = last?.[0];
    if (last !== undefined && before !== undefined && sameRefusal(before.status, flag.status))
      last.push(flag);
    else groups.push([flag]);
  }
  return groups;
}

function sameRefusal(a: FlagStatus, b: FlagStatus): boolean {
  return a.is === 'refused' && b.is === 'refused' && a.why === b.why;
}

/** `--[no-]once`, `--source=…` (repeated), `--interval=1m0s`. */
function formatFlag(flag: Flag): string {
  const { name, kind } = flag;
  if (kind === 'switch') return `\`--[no-]${name}\`${flag.default === 'true' ? ' (on)' : ''}`;
  const value = flag.default.split('\n').join(',') || '…';
  return `\`--${name}=${value}\`${isList(flag) ? ' (several)' : ''}`;
}

function told(group: readonly Flag[]): string {
  const [flag] = group;
  if (flag === undefined) return '';
  const { status } = flag;
  if (status.is === 'supported')
    return status.only === undefined ? choices(flag) : `same, with ${status.only}`;
  if (status.is === 'accepted') return `accepted: ${status.why}`;
  return status.is === 'refused' ? `refused: ${status.why}` : status.why;
}

function choices({ kind }: Flag): string {
  if (typeof kind !== 'object') return 'same';
  const named = kind.oneOf.filter((value) => value !== '').map((value) => `\`${value}\``);
  return `same: ${named.join(', ')}`;
}
