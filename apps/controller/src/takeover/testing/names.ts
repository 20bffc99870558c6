import type { Question, Reply } from './judge.ts';

/** Which program laid the keys out. */
export type Layout = 'canonical' | 'external-dns';

export const ZONE = 'cluster.local';

/** What every name has: addresses, or one name. */
export type Names = ReadonlyMap<string, readonly string[]>;

/** All questions about these names, with the right answers. */
export function rightAnswers(names: Names, layout: Layout): Map<Question, Reply> {
  const all = new Map<Question, Reply>();
  for (const name of names.keys()) {
    for (const type of ['A', 'AAAA']) all.set(`${name} ${type}`, addressReply(name, type, { names, layout }));
    if (aliasOf(name, names) !== undefined) all.set(`${name} CNAME`, aliasReply(name, names, layout));
  }
  return all;
}

interface Context {
  readonly names: Names;
  readonly layout: Layout;
}

function addressReply(name: string, type: string, context: Context): Reply {
  if (context.names.get(name)?.length === 0) return 'NXDOMAIN';
  return ['NOERROR', [...recordsOf(name, type, context)].sort().join(' | ')].join(' ').trim();
}

function recordsOf(name: string, type: string, context: Context): ReadonlySet<string> {
  const { names, layout } = context;
  // In ExternalDNS's layout a name answers with everything below it, too.
  const answering = [...names.keys()].filter(
    (other) => other === name || (layout === 'external-dns' && other.endsWith(`.${name}`)),
  );
  return new Set(answering.flatMap((each) => ownRecordsOf(each, type, context)));
}

function ownRecordsOf(name: string, type: string, context: Context): string[] {
  const targets = context.names.get(name) ?? [];
  const alias = aliasOf(name, context.names);
  if (alias === undefined) {
    const ofType = targets.filter((target) => target.includes(':') === (type === 'AAAA'));
    return ofType.map((target) => `${type} ${target}`);
  }
  // CoreDNS leaves an alias out that leads to nothing in its zone, and asks nobody about other zones here.
  const beyond = recordsOf(alias, type, context);
  return beyond.size > 0 || !alias.endsWith(`.${ZONE}`) ? [`CNAME ${alias}`, ...beyond] : [];
}

/** Only exact keys answer this, which ExternalDNS does not write. */
function aliasReply(name: string, names: Names, layout: Layout): Reply {
  if (layout === 'external-dns') return 'NXDOMAIN';
  const alias = aliasOf(name, names);
  return alias?.endsWith(`.${ZONE}`) === true ? `NOERROR CNAME ${alias}` : 'NOERROR';
}

function aliasOf(name: string, names: Names): string | undefined {
  return names.get(name)?.find((target) => !/^[\d.]+$|:/.test(target));
}
