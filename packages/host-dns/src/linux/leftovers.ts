import type { Setting } from '../setting/setting.ts';
import { resolvedLink } from './kinds/resolved-link.ts';
import type { LinuxSnapshot } from './snapshot.ts';

/** What carries our marker, and links whose servers are all among these: links carry no marker. */
export function leftovers({ marked, links }: LinuxSnapshot, servers: readonly string[]): readonly Setting[] {
  const ours = (server: string) =>
    servers.some((address) =>
      [address, `[${address}]`].some((text) => server === text || server.startsWith(`${text}:`)),
    );
  const pointing = links.filter((link) => link.servers.length > 0 && link.servers.every(ours));
  return [...marked, ...pointing.map(({ name }) => ({ kind: resolvedLink.kind, target: name }))];
}
