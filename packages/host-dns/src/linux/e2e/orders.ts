import type { HostDns } from '../../platform/host-dns.ts';
import type { Json, Setting } from '../../setting/setting.ts';

/** What a test asks of the program inside its machine. */
export type Order =
  | { readonly do: 'apply' | 'plan' | 'examine'; readonly wanted: HostDns }
  | { readonly do: 'reset' | 'recover' | 'look' }
  | { readonly do: 'read'; readonly setting: Setting }
  | { readonly do: 'write'; readonly setting: Setting; readonly value?: Json };

/** First its process id in there, then an answer to each order. */
export type Answer = { readonly pid: number } | { readonly answer: unknown };
