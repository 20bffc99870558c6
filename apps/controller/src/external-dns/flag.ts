/** What Skywriter makes of a flag. */
export type FlagStatus =
  /** It means here what it means in ExternalDNS; `only`: with these values. */
  | { readonly is: 'supported'; readonly only?: string }
  /** It may be given, and has nothing to do; `why` is told once. */
  | { readonly is: 'accepted'; readonly why: string }
  /** An error unless it is given its default; `why` is the reason, a sentence without its full stop. */
  | { readonly is: 'refused'; readonly why: string }
  /** It is Skywriter's own, and ExternalDNS does not have it. */
  | { readonly is: 'own'; readonly why: string };

/**
 * What a flag takes. `switch`: nothing, it is `--x` or `--no-x`. `list` and `several`: a value each time it
 * is given. All others take one value and may be given once.
 */
export type FlagKind =
  | 'switch'
  | 'text'
  | 'list'
  | 'duration'
  | 'integer'
  | 'regex'
  | { readonly oneOf: readonly string[]; readonly several?: true };

/** One flag of ExternalDNS. */
export interface Flag {
  readonly name: string;
  readonly kind: FlagKind;
  /** As text, of a list one item a line; empty where there is none. */
  readonly default: string;
  readonly status: FlagStatus;
}

export const supported: FlagStatus = { is: 'supported' };

export function supportedFor(only: string): FlagStatus {
  return { is: 'supported', only };
}

export function accepted(why: string): FlagStatus {
  return { is: 'accepted', why };
}

export function refused(why: string): FlagStatus {
  return { is: 'refused', why };
}

/** One row of the table. */
export function flag(name: string, kind: FlagKind, ...[fallback, status]: [string, FlagStatus]): Flag {
  return { name, kind, default: fallback, status };
}

export function oneOf(...values: readonly string[]): FlagKind {
  return { oneOf: values };
}

/** Rows that share one status. */
export function sharing(status: FlagStatus, rows: readonly (readonly [string, FlagKind, string])[]): Flag[] {
  return rows.map(([name, kind, fallback]) => flag(name, kind, fallback, status));
}

/** Whether a flag may be given several times. */
export function isList({ kind }: Flag): boolean {
  return kind === 'list' || (typeof kind === 'object' && kind.several === true);
}

/** Whether what is given for a flag is what it would be without. */
export function isDefault(flag: Flag, given: readonly string[]): boolean {
  const values = given.filter((value) => value !== '');
  return values.length === 0 || values.join('\n') === flag.default;
}

/** The environment variable that ExternalDNS reads for a flag: `--txt-owner-id` is `EXTERNAL_DNS_TXT_OWNER_ID`. */
export function variableOf({ name }: Pick<Flag, 'name'>): string {
  return `EXTERNAL_DNS_${name.toUpperCase().replaceAll('-', '_')}`;
}
