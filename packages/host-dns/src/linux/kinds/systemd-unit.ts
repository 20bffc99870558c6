import { type Result, success } from '@skywriter/core';
import { z } from 'zod';
import type { Command } from '../../machine/machine.ts';
import { printf, shellLine, shellWord, succeed } from '../../machine/shell.ts';
import { MARKER } from '../../platform/host-dns.ts';
import type { SettingKind } from '../../setting/setting.ts';
import { octetsOf, textOf } from '../probe/text-file.ts';
import { wrongValue } from './value.ts';

const systemctl = (...args: string[]): Command => ({ program: 'systemctl', arguments: args });
const text = z.string();

export const RECOVERY_UNIT = `/etc/systemd/system/${MARKER}.service`;

/** A unit that is enabled: its value is its file, its target the path of it. */
export const systemdUnit: SettingKind = {
  kind: 'systemd-unit',
  async read(target, { files }) {
    const content = await files.read(target);
    if (!content.ok) return content;
    if (content.value === undefined) return success({ is: 'absent' });
    return success({ is: 'present', value: textOf(content.value) });
  },
  async write(target, value, machine): Promise<Result<void>> {
    const { files } = machine;
    if (value === undefined) {
      // Before the file goes: systemctl finds the links to remove by it. It may be gone already.
      await machine.run(systemctl('disable', nameOf(target)));
      const removed = await files.remove(target);
      if (!removed.ok) return removed;
      const reloaded = await succeed(machine, systemctl('daemon-reload'));
      return reloaded.ok ? success(undefined) : reloaded;
    }
    const content = text.safeParse(value);
    if (!content.success) return wrongValue('systemd-unit', value);
    const written = await files.write(target, octetsOf(content.data), 0o644);
    if (!written.ok) return written;
    for (const command of [systemctl('daemon-reload'), systemctl('enable', nameOf(target))]) {
      const done = await succeed(machine, command);
      if (!done.ok) return done;
    }
    return success(undefined);
  },
  same: (a, b) => a === b,
  commands(target, value) {
    const path = shellWord(target);
    const reload = shellLine(systemctl('daemon-reload'));
    const name = nameOf(target);
    return typeof value === 'string'
      ? [`${printf(value)} > ${path}`, reload, shellLine(systemctl('enable', name))]
      : [shellLine(systemctl('disable', name)), `rm -f ${path}`, reload];
  },
  describe: (target, value) =>
    value === undefined ? `no unit ${nameOf(target)}` : `the unit ${nameOf(target)} runs at every start`,
};

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
