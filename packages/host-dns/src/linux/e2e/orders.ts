import type { HostDns } from '../../platform/host-dns.ts';
import type { Json, Setting } from '../../setting/setting.ts';

/** What a test asks of the program inside its machine. */
export type Order =
  /** `dieAfter`: killed (-9) after so many changes. */
  | { readonly do: 'apply'; readonly wanted: HostDns; readonly dieAfter?: number }
  | { readonly do: 'examine'; readonly wanted: HostDns }
  | { readonly do: 'reset'; readonly force?: boolean }
  | { readonly do: 'recover' | 'status' }
  | { readonly do: 'read'; readonly setting: Setting }
  | { readonly do: 'write'; readonly setting: Setting; readonly value?: Json };

/** First its process id in there, then an answer to each order. */
export type Answer = { readonly pid: number } | { readonly answer: unknown };
