import { failure, type Result } from '@skywriter/core';
import type { Json } from '../../setting/setting.ts';

export function wrongValue(kind: string, value: Json): Result<never> {
  return failure(
    'SKY_HOST_VALUE',
    `${JSON.stringify(value)} is no value of a ${kind}.`,
    'A journal was edited or is of another version: see what it says, and set things by hand.',
  );
}
