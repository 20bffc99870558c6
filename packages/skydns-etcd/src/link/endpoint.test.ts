import { expect, test } from 'vitest';
import { readCertificates } from './credentials.ts';
import { openEndpoint } from './endpoint.ts';
import { isAmbiguous, isNeverSent } from './errors.ts';

test.for(['retire', 'abort'] as const)('after %s nothing is sent any more, which is known', async (end) => {
  const address = { host: '127.0.0.1', target: '127.0.0.1:1', secure: false };
  const endpoint = openEndpoint(address, { endpoints: [] }, await readCertificates(undefined));
  endpoint[end]();
  const error = await endpoint.kv.txn({}).catch((reason: unknown) => reason);
  expect(isNeverSent(error)).toBe(true);
  expect(isAmbiguous(error)).toBe(false);
  endpoint.abort();
});
