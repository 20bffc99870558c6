import { failure, parseAddress, type Result, success } from '@skywriter/core';
import * as z from 'zod';
import type { CommandResult } from '../../machine/machine.ts';
import { errorText } from './clixml.ts';

const caught = z.object({
  failure: z.object({ category: z.string(), id: z.string(), message: z.string() }),
});

/**
 * What a script of ours answered, as its schema reads it; `undefined` where it wrote nothing. Problems:
 * SKY_HOST_RIGHTS, SKY_HOST_POWERSHELL with what PowerShell said.
 */
export function readOutput<T>(result: CommandResult, schema: z.ZodType<T>): Result<T> {
  const output = parse(result.stdout);
  const problem = caught.safeParse(output);
  if (problem.success) return failed(problem.data.failure);
  if (result.code !== 0) return broken(result);
  const parsed = schema.safeParse(output);
  if (parsed.success) return success(parsed.data);
  const issue = parsed.error.issues[0];
  return failure(
    'SKY_HOST_POWERSHELL',
    `PowerShell answered something unknown at ${issue?.path.join('.') || 'the top'}: ${issue?.message ?? ''}.`,
    'Report it with what `skywriter host capture-fixtures` writes.',
  );
}

/** Windows PowerShell sets a byte-order mark where the console's encoding has one. */
function parse(stdout: string): unknown {
  const text = stdout.replace(/^\uFEFF/, '').trim();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const PERMISSION = /PermissionDenied|SecurityError|0x80070005|Windows System Error 5\b/i;

function failed(seen: z.infer<typeof caught>['failure']): Result<never> {
  if (PERMISSION.test(`${seen.category} ${seen.id}`)) {
    return failure(
      'SKY_HOST_RIGHTS',
      `Windows refused: ${seen.message}`,
      'Run it from an elevated prompt (Run as administrator).',
    );
  }
  return failure(
    'SKY_HOST_POWERSHELL',
    `PowerShell failed: ${seen.message} (${seen.id})`,
    'Run `skywriter host doctor`; if it finds nothing, report this.',
  );
}

function broken({ code, stdout, stderr }: CommandResult): Result<never> {
  if (code === undefined) {
    return failure(
      'SKY_HOST_POWERSHELL',
      'PowerShell could not be started, or did not end in time.',
      'See that Windows PowerShell 5.1 runs on this machine, and that no virus scanner holds it.',
    );
  }
  const said = errorText(stderr) || stdout.trim() || 'nothing';
  return failure(
    'SKY_HOST_POWERSHELL',
    `PowerShell ended with ${code} and said: ${said.slice(0, 500)}`,
    'Run `skywriter host doctor`; if it finds nothing, report this.',
  );
}

const counted = z.object({ value: z.array(z.unknown()), Count: z.number() });

/**
 * A list, however ConvertTo-Json of 5.1 wrote it: an array, its only element, nothing, or `{value, Count}`
 * where the array carried an extended type.
 */
export function listOf<T>(element: z.ZodType<T>) {
  return z.preprocess((value) => {
    if (value === null || value === undefined || value === '') return [];
    if (Array.isArray(value)) return value;
    const wrapped = counted.safeParse(value);
    return wrapped.success ? wrapped.data.value : [value];
  }, z.array(element));
}

const ipAddress = z.object({ IPAddressToString: z.string() });

/**
 * An address in canonical form, from text or from a .NET IPAddress; text that is no address that means the
 * same everywhere (one with a zone too) stays as it is, so that nobody takes it for another.
 */
export const addressText = z.preprocess((value) => {
  const object = ipAddress.safeParse(value);
  const text = object.success ? object.data.IPAddressToString : value;
  if (typeof text !== 'string') return text;
  const parsed = parseAddress(text.trim());
  return parsed.ok ? parsed.value.text : text.trim();
}, z.string());
