import { z } from 'zod';
import type { Machine } from '../../machine/machine.ts';
import { printed } from '../../machine/shell.ts';
import type { Link, Route } from '../snapshot.ts';
import { parsed } from './bus.ts';
import { readLinkDns } from './resolved.ts';

const addressShape = z.array(
  z.object({
    ifindex: z.number(),
    ifname: z.string(),
    flags: z.array(z.string()),
    addr_info: z.array(z.object({ local: z.string().optional(), scope: z.string().optional() })),
  }),
);
const routeShape = z.array(
  z.object({
    dst: z.string(),
    dev: z.string().optional(),
    metric: z.number().optional(),
    type: z.string().optional(),
  }),
);

export async function probeLinks(machine: Machine, resolved: boolean): Promise<readonly Link[]> {
  const found = parsed(await printed(machine, 'ip', ['-json', 'address', 'show']), addressShape) ?? [];
  return await Promise.all(
    found.map(async ({ ifindex, ifname, flags, addr_info }) => {
      const dns = resolved ? await readLinkDns(machine, ifindex) : undefined;
      return {
        name: ifname,
        index: ifindex,
        carrier: flags.includes('LOWER_UP'),
        addresses: addr_info.flatMap(({ local, scope }) =>
          local !== undefined && scope !== 'link' ? [local] : [],
        ),
        servers: dns?.servers ?? [],
        domains: dns?.domains ?? [],
      };
    }),
  );
}

/** All tables, so that the machine's own addresses are there too, as routes to `lo`. */
export async function probeRoutes(machine: Machine): Promise<readonly Route[]> {
  const routes: Route[] = [];
  for (const family of ['-4', '-6']) {
    const text = await printed(machine, 'ip', ['-json', family, 'route', 'show', 'table', 'all']);
    for (const { dst, dev, metric, type } of parsed(text, routeShape) ?? []) {
      if (dev === undefined) continue;
      const to = dst === 'default' && family === '-6' ? '::/0' : dst;
      if (type === undefined || type === 'unicast') routes.push({ to, link: dev, metric: metric ?? 0 });
      if (type === 'local') routes.push({ to, link: 'lo', metric: 0 });
    }
  }
  return routes;
}
