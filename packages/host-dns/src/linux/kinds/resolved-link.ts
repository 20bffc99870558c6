import { failure, type Result, success } from '@skywriter/core';
import { z } from 'zod';
import type { Command, Machine } from '../../machine/machine.ts';
import { shellLine, succeed } from '../../machine/shell.ts';
import type { Json, SettingKind } from '../../setting/setting.ts';
import { readLinkDns } from '../probe/resolved.ts';
import { textAt } from '../probe/text-file.ts';
import { wrongValue } from './value.ts';

const shape = z.object({
  servers: z.array(z.string()),
  domains: z.array(z.string()),
  defaultRoute: z.boolean(),
});

/**
 * What systemd-resolved asks on a link, by its name: gone with the link, and after a start of the system.
 * Only links that have no servers are ours to set, so taking it away is `resolvectl revert`.
 */
export const resolvedLink: SettingKind = {
  kind: 'resolved-link',
  async read(target, machine) {
    const index = await indexOf(machine, target);
    if (index === undefined) return success({ is: 'gone' });
    const dns = await readLinkDns(machine, index);
    if (dns === undefined) {
      return failure(
        'SKY_HOST_RESOLVED',
        `systemd-resolved does not tell the DNS servers of the link ${target}.`,
        'Look at "systemctl status systemd-resolved".',
      );
    }
    const { servers, domains, defaultRoute } = dns;
    if (servers.length === 0 && domains.length === 0) return success({ is: 'absent' });
    return success({ is: 'present', value: { servers, domains, defaultRoute } });
  },
  async write(target, value, machine): Promise<Result<void>> {
    const wanted = value === undefined ? undefined : shape.safeParse(value);
    if (wanted?.success === false) return wrongValue('resolved-link', value ?? null);
    for (const command of commandsFor(target, wanted?.data)) {
      const done = await succeed(machine, command);
      if (!done.ok) return done;
    }
    return success(undefined);
  },
  same: (a, b) => canonical(a) === canonical(b),
  commands(target, value) {
    const wanted = shape.safeParse(value);
    return commandsFor(target, wanted.success ? wanted.data : undefined).map(shellLine);
  },
  describe(target, value) {
    const wanted = shape.safeParse(value);
    if (!wanted.success) return `link ${target}: no DNS servers`;
    return `link ${target}: ${wanted.data.servers.join(', ')} for ${wanted.data.domains.join(', ')}`;
  },
};

function commandsFor(link: string, wanted: z.infer<typeof shape> | undefined): readonly Command[] {
  const resolvectl = (...args: string[]): Command => ({ program: 'resolvectl', arguments: args });
  if (wanted === undefined) return [resolvectl('revert', '--', link)];
  // The domains first: between the two, no server of ours may be asked for anything else.
  return [
    resolvectl('default-route', '--', link, wanted.defaultRoute ? 'yes' : 'no'),
    resolvectl('domain', '--', link, ...(wanted.domains.length > 0 ? wanted.domains : [''])),
    resolvectl('dns', '--', link, ...(wanted.servers.length > 0 ? wanted.servers : [''])),
  ];
}

function canonical(value: Json): string {
  const { success: known, data } = shape.safeParse(value);
  return JSON.stringify(known ? [data.servers, [...data.domains].sort(), data.defaultRoute] : value);
}

async function indexOf(machine: Machine, link: string): Promise<number | undefined> {
  const text = await textAt(machine, `/sys/class/net/${link}/ifindex`);
  const index = Number(text?.trim() || Number.NaN);
  return Number.isInteger(index) ? index : undefined;
}
