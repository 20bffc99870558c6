import { expect, test } from 'vitest';
import { readConfiguration } from '../../config/read.ts';
import { documented } from './documented.ts';

test.each(['one output', 'two outputs'])('the documented configuration with %s is valid', async (title) => {
  expect(readConfiguration(await documented(title), title)).toMatchObject({ ok: true });
});
