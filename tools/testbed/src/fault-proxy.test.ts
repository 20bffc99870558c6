import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';

let echo: Server;
let proxy: FaultProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  echo = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startFaultProxy({ target: `127.0.0.1:${(echo.address() as AddressInfo).port}` });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.stop();
  echo.close();
});

interface Client {
  readonly socket: Socket;
  readonly received: () => string;
  readonly error: () => string | undefined;
}

async function dial(): Promise<Client> {
  const socket = connect(proxy.port, proxy.address);
  clients.push(socket);
  let received = '';
  let error: string | undefined;
  socket.on('data', (chunk: Buffer) => {
    received += chunk;
  });
  socket.on('error', (problem: NodeJS.ErrnoException) => {
    error = problem.code;
  });
  await once(socket, 'connect').catch(() => {});
  return { socket, received: () => received, error: () => error };
}

const got = (client: Client, text: string) =>
  eventually(() => expect(client.received()).toBe(text), { every: 5, what: `"${text}" from the echo` });

test('passes everything on while nothing is wrong, a half-closed connection too', async () => {
  const client = await dial();
  const big = 'x'.repeat(3_000_000);
  client.socket.end(big);
  await got(client, big);
  await eventually(() => proxy.connections === 0, { what: 'the end of the connection' });
});

test('cut resets what there is and lets new connections through', async () => {
  const before = await dial();
  before.socket.write('a');
  await got(before, 'a');
  proxy.cut();
  await eventually(() => before.error() === 'ECONNRESET');
  const after = await dial();
  after.socket.write('b');
  await got(after, 'b');
});

test('sever refuses until it is healed, on the same port', async () => {
  const before = await dial();
  before.socket.write('a');
  await got(before, 'a');
  await proxy.sever();
  await eventually(() => before.error() === 'ECONNRESET');
  const refused = await dial();
  await eventually(() => refused.error() === 'ECONNREFUSED');
  await proxy.heal();
  const after = await dial();
  after.socket.write('b');
  await got(after, 'b');
});

test('blackhole tells nobody, and nothing is lost once it is healed', async () => {
  const before = await dial();
  before.socket.write('a');
  await got(before, 'a');
  proxy.blackhole();
  const during = await dial();
  before.socket.write('b');
  during.socket.write('c');
  await sleep(100);
  expect([before.received(), during.received()]).toEqual(['a', '']);
  expect([before.error(), during.error()]).toEqual([undefined, undefined]);
  await proxy.heal();
  await got(before, 'ab');
  await got(during, 'c');
});

test('delay holds every piece back, but not one after the other', async () => {
  const client = await dial();
  proxy.delay(100);
  const started = performance.now();
  for (const piece of '12345') {
    client.socket.write(piece);
    await sleep(5);
  }
  await got(client, '12345');
  // Twice, for there and back; one after the other would take a second and more.
  expect(performance.now() - started).toBeGreaterThanOrEqual(195);
  expect(performance.now() - started).toBeLessThan(900);
});

test('a target that is down looks down', async () => {
  echo.close();
  await once(echo, 'close');
  const client = await dial();
  await eventually(() => client.socket.destroyed, { what: 'the end of the connection' });
});
