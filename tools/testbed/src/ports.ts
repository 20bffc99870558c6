import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { TestbedError } from './errors.ts';

// Below the range the kernel takes client ports from. A port out of that range could be taken by anybody's
// outgoing connection while a killed member is down, and a client that keeps dialling it can even connect to itself.
const lowest = 15_000;
const highest = 32_000;
const given = new Set<number>();

/** Ports that are free now, for TCP and UDP, on 127.0.0.1; who starts a server on one must still expect a conflict. */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  for (let tries = 0; tries < 200 && found.length < count; tries += 1) {
    const port = randomInt(lowest, highest);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    found.push(port);
  }
  if (found.length < count) {
    throw new TestbedError(
      'SKY_TESTBED_NO_PORT',
      `No ${count} free ports were found between ${lowest} and ${highest}.`,
      'Stop what listens there.',
    );
  }
  return found;
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

async function isFree(port: number): Promise<boolean> {
  return (await canListen(port)) && (await canBind(port));
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => socket.close(() => resolve(true)));
  });
}
