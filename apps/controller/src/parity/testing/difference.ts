import type { Askers } from './askers.ts';
import type { Row } from './records.ts';

export interface Situation {
  /** What ExternalDNS left, without the differences before this one. */
  readonly theirs: readonly Row[];
  readonly ours: readonly Row[];
  readonly askers: Askers;
  /** The arguments of both. */
  readonly words: readonly string[];
  /** The domains among them. */
  readonly zones: readonly string[];
}

/** A documented defect of ExternalDNS. */
export interface Difference {
  /** Its heading's anchor in docs/external-dns-differences.md. */
  readonly id: string;
  /**
   * What ExternalDNS would have left without it; the very same array where the defect has no part in it. `left` is
   * what it did leave, with all differences.
   */
  readonly corrected: (situation: Situation, left: readonly Row[]) => readonly Row[];
}

export interface Comparison {
  /** Differences that took part. */
  readonly used: ReadonlySet<string>;
  /** Records that are unexplained: `- …` is in ExternalDNS's etcd alone, `+ …` in Skywriter's. */
  readonly unexplained: readonly string[];
}

/** Compares record by record, after the differences have been taken out in their order. */
export function compare(situation: Situation, differences: readonly Difference[]): Comparison {
  const used = new Set<string>();
  let theirs: readonly Row[] = situation.theirs;
  for (const { id, corrected } of differences) {
    const next = corrected({ ...situation, theirs }, situation.theirs);
    if (next.length !== theirs.length || next.some((row, index) => row !== theirs[index])) used.add(id);
    theirs = next;
  }
  const [left, right] = [new Set(theirs.map(text)), new Set(situation.ours.map(text))];
  const unexplained = [
    ...[...left].filter((line) => !right.has(line)).map((line) => `- ${line}`),
    ...[...right].filter((line) => !left.has(line)).map((line) => `+ ${line}`),
  ];
  return { used, unexplained: unexplained.sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1)) };
}

function text({ name, type, value, ttl }: Row): string {
  return `${name} ${ttl} ${type} ${value}`;
}

/** Rows by name and type. */
export function bySet(rows: readonly Row[]): Map<string, Row[]> {
  return grouped(rows, ({ name, type }) => `${name} ${type}`);
}

export function grouped(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

/** The domains that a command line names. */
export function zonesOf(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    const [, domain] = /^--domain-filter=\.?(.+)$/.exec(word) ?? [];
    return domain ?? [];
  });
}

/** The owner that a command line names, else ExternalDNS's default. */
export function ownerOf(words: readonly string[]): string {
  const flag = '--txt-owner-id=';
  return words.find((word) => word.startsWith(flag))?.slice(flag.length) ?? 'default';
}
