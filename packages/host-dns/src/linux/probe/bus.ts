import { z } from 'zod';
import type { Machine } from '../../machine/machine.ts';
import { printed } from '../../machine/shell.ts';

const answer = z.object({ data: z.unknown() });
/** A call answers with a list of values, a property with one. */
const yesOrNo = z.tuple([z.boolean()]);

/** A service of the system's D-Bus. */
export interface BusObject {
  readonly service: string;
  readonly path: string;
  readonly interface: string;
}

/** Whether somebody offers this service now; does not start it. */
export async function isOnBus(machine: Machine, service: string): Promise<boolean> {
  const bus = ['org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus'];
  const args = ['--json=short', 'call', ...bus, 'NameHasOwner', 's', service];
  const data = yesOrNo.safeParse(parsed(await printed(machine, 'busctl', args), answer)?.data);
  return data.success && data.data[0];
}

/** One property; undefined where there is none, or one of another shape. */
export async function busProperty<T extends z.ZodType>(
  machine: Machine,
  object: BusObject,
  name: string,
  shape: T,
): Promise<z.infer<T> | undefined> {
  const args = ['--json=short', 'get-property', object.service, object.path, object.interface, name];
  const data = shape.safeParse(parsed(await printed(machine, 'busctl', args), answer)?.data);
  return data.success ? data.data : undefined;
}

/** JSON of a known shape; undefined for everything else. */
export function parsed<T extends z.ZodType>(text: string | undefined, shape: T): z.infer<T> | undefined {
  if (text === undefined) return undefined;
  try {
    const result = shape.safeParse(JSON.parse(text));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
