import { type Result, success } from '@skywriter/core';
import { z } from 'zod';
import type { Command } from '../../machine/machine.ts';
import { printed, shellLine, succeed } from '../../machine/shell.ts';
import { MARKER } from '../../platform/host-dns.ts';
import type { Json, SettingKind } from '../../setting/setting.ts';
import { parsed } from '../probe/bus.ts';
import { wrongValue } from './value.ts';

const shape = z.object({ seconds: z.int().positive(), command: z.array(z.string()).min(1) });

/** The name of the timer, without `.timer`. */
export const DEAD_MAN = `${MARKER}-dead-man`;

/**
 * A command that systemd runs by itself after some seconds, unless the timer is taken away before. It says
 * what it was told in its description, since systemd tells nothing else of a timer in the same words.
 */
export const deadMan: SettingKind = {
  kind: 'dead-man',
  async read(target, machine) {
    const show = ['show', '--property=Description', '--value', `${target}.timer`];
    const active = await machine.run({ program: 'systemctl', arguments: ['is-active', `${target}.timer`] });
    if (active.stdout.trim() !== 'active') return success({ is: 'absent' });
    const value = parsed(await printed(machine, 'systemctl', show), shape);
    return success({ is: 'present', value: value ?? null });
  },
  async write(target, value, machine): Promise<Result<void>> {
    const wanted = shape.optional().safeParse(value);
    if (!wanted.success) return wrongValue('dead-man', value ?? null);
    const stop: Command = { program: 'systemctl', arguments: ['stop', `${target}.timer`] };
    // A timer that is there keeps its time, and its name is taken.
    const { code, stderr } = await machine.run(stop);
    const gone = code === 0 || stderr.includes('not loaded');
    if (wanted.data !== undefined) return failed(await succeed(machine, startCommand(target, wanted.data)));
    return gone ? success(undefined) : failed(await succeed(machine, stop));
  },
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  commands(target, value) {
    const wanted = shape.safeParse(value);
    if (wanted.success) return [shellLine(startCommand(target, wanted.data))];
    return [shellLine({ program: 'systemctl', arguments: ['stop', `${target}.timer`] })];
  },
  describe(target, value) {
    const { data } = shape.safeParse(value);
    if (data === undefined) return `no timer ${target}`;
    return `in ${data.seconds} s: ${shellLine({ program: data.command[0] ?? '', arguments: data.command.slice(1) })}`;
  },
};

function startCommand(target: string, { seconds, command }: z.infer<typeof shape>): Command {
  return {
    program: 'systemd-run',
    arguments: [
      '--quiet',
      '--collect',
      `--unit=${target}`,
      `--description=${JSON.stringify({ seconds, command } satisfies Json)}`,
      `--on-active=${seconds}`,
      '--timer-property=AccuracySec=1s',
      '--',
      ...command,
    ],
  };
}

function failed(result: Result<string>): Result<void> {
  return result.ok ? success(undefined) : result;
}
