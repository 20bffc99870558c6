import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { withFreshPorts } from './instance.ts';
import { freePort, freePorts } from './ports.ts';

test('gives every port once, none of those that clients connect from', async () => {
  const ports = await freePorts(50);
  expect(new Set(ports).size).toBe(50);
  for (const port of ports) expect(port).toBeLessThan(32_768);
});

test('a port can be listened on', async () => {
  const server = createServer().listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');
  server.close();
});

test('a start is tried again for a port that was taken meanwhile, and for nothing else', async () => {
  let calls = 0;
  const start = async (problem: string) => {
    calls += 1;
    if (calls < 3) throw new Error(problem);
    return calls;
  };
  expect(await withFreshPorts(() => start('listen tcp 127.0.0.1:1: bind: address already in use'))).toBe(3);
  calls = 0;
  await expect(withFreshPorts(() => start('bad flag'))).rejects.toThrow('bad flag');
  expect(calls).toBe(1);
});
