import { failure, type Result, success } from '@skywriter/core';
import * as z from 'zod';
import { MARKER } from '../../platform/host-dns.ts';
import type { Json, Reading, SettingKind } from '../../setting/setting.ts';
import type { PowerShell } from '../powershell/run.ts';
import { type Call, call } from '../powershell/script.ts';
import { readTask, removeTask, writeStartTask, writeTimedTask } from '../scripts/tasks.ts';
import { linesOf } from './rules.ts';

export const TASK = 'scheduled-task';

/** Run as SYSTEM: at every start of Windows, or once after so many seconds. */
const taskValue = z.object({
  program: z.string(),
  arguments: z.string(),
  seconds: z.number().optional(),
});
const answer = z.object({
  task: z.nullable(z.object({ program: z.string(), arguments: z.string(), description: z.string() })),
});
const DESCRIPTION = new RegExp(`^${MARKER} (?:at start|after (\\d+) s)$`);

export function scheduledTask(powerShell: PowerShell): SettingKind {
  return {
    kind: TASK,
    async read(task, machine): Promise<Result<Reading>> {
      const seen = await powerShell.ask(machine, readTask, { task }, answer);
      if (!seen.ok) return seen;
      if (seen.value.task === null) return success({ is: 'absent' });
      const { description, ...action } = seen.value.task;
      const when = DESCRIPTION.exec(description);
      // A task of that name which we did not make is somebody's, whatever it runs.
      if (when === null) return success({ is: 'present', value: { ...action, description } });
      const seconds = when[1] === undefined ? {} : { seconds: Number(when[1]) };
      return success({ is: 'present', value: { ...action, ...seconds } });
    },
    async write(task, value, machine) {
      if (value === undefined) return await powerShell.tell(machine, removeTask, { task });
      const parsed = taskValue.safeParse(value);
      if (!parsed.success) return noTask(value);
      const { seconds, ...action } = parsed.data;
      if (seconds === undefined) return await powerShell.tell(machine, writeStartTask, { task, ...action });
      return await powerShell.tell(machine, writeTimedTask, { task, ...action, seconds });
    },
    same: (a, b) => canonical(a) === canonical(b),
    commands: (task, value) => linesOf(prepare(task, value)),
    describe(task, value) {
      const parsed = taskValue.safeParse(value);
      if (!parsed.success) return `scheduled task ${task}: none`;
      const { program, arguments: rest, seconds } = parsed.data;
      const when = seconds === undefined ? 'at every start' : `once after ${seconds} s`;
      return `scheduled task ${task}: ${`${program} ${rest}`.trim()} ${when}`;
    },
  };
}

function prepare(task: string, value: Json | undefined): Result<Call> {
  if (value === undefined) return call(removeTask, { task });
  const parsed = taskValue.safeParse(value);
  if (!parsed.success) return noTask(value);
  const { seconds, ...action } = parsed.data;
  if (seconds === undefined) return call(writeStartTask, { task, ...action });
  return call(writeTimedTask, { task, ...action, seconds });
}

function noTask(value: Json): Result<never> {
  return failure(
    'SKY_HOST_PARAMETER',
    `${JSON.stringify(value)} is no scheduled task of ours.`,
    'Somebody else has a task of this name; give it another.',
  );
}

function canonical(value: Json): string {
  const parsed = taskValue.safeParse(value);
  if (!parsed.success) return JSON.stringify(value);
  return JSON.stringify([parsed.data.program, parsed.data.arguments, parsed.data.seconds]);
}
