/** What Skywriter makes of a flag. */
export type FlagStatus =
  /** It means here what it means in ExternalDNS. */
  | { readonly is: 'supported' }
  /** It may be given, and has nothing to do; `why` is told once. */
  | { readonly is: 'accepted'; readonly why: string }
  /** Known, and an error unless it is given its default. */
  | { readonly is: 'later' };

/** One flag of ExternalDNS 0.22 (docs/flags.md there). */
export interface Flag {
  readonly name: string;
  /** `switch`: `--x` or `--no-x`. `list`: may be given several times. */
  readonly kind: 'switch' | 'text' | 'list';
  /** As text; empty where there is none. */
  readonly default: string;
  readonly status: FlagStatus;
}

export const supported: FlagStatus = { is: 'supported' };
export const later: FlagStatus = { is: 'later' };

export function accepted(why: string): FlagStatus {
  return { is: 'accepted', why };
}

/** One row of the table. */
export function flag(name: string, ...[kind, fallback, status]: [Flag['kind'], string, FlagStatus]): Flag {
  return { name, kind, default: fallback, status };
}

/** The environment variable that ExternalDNS reads for a flag: `--txt-owner-id` is `EXTERNAL_DNS_TXT_OWNER_ID`. */
export function variableOf({ name }: Flag): string {
  return `EXTERNAL_DNS_${name.toUpperCase().replaceAll('-', '_')}`;
}
