import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { type Answer, type DecodedPacket, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import { reasonOf } from './file-problem.ts';
import type { Addresses, Machine, Question } from './machine.ts';
import { canonical } from './system-lookup.ts';

const TIMEOUT_MS = 2000;
const HEADER = 12;

type Server = Parameters<Machine['ask']>[0];

/** Asks one server for addresses over UDP, and again over TCP where the answer was cut. Never rejects. */
export async function askServer(
  server: Server,
  question: Question,
  { timeout = TIMEOUT_MS } = {},
): Promise<Addresses> {
  const query = encode({
    type: 'query',
    id: randomInt(0x10000),
    flags: RECURSION_DESIRED,
    questions: [{ type: question.type, name: question.name }],
  });
  const deadline = AbortSignal.timeout(timeout);
  try {
    const first = await overUdp(server, query, deadline);
    return addressesOf(first.flag_tc ? await overTcp(server, query, deadline) : first, question);
  } catch (error) {
    const reason = deadline.aborted ? `no answer within ${timeout} ms` : reasonOf(error);
    return { is: 'failed', reason };
  }
}

function addressesOf(reply: DecodedPacket, { type }: Question): Addresses {
  // dns-packet names the response code at run time, and its types do not know it.
  const code = 'rcode' in reply ? String(reply.rcode) : 'NOERROR';
  if (code === 'NXDOMAIN') return { is: 'none' };
  if (code !== 'NOERROR') return { is: 'failed', reason: code };
  const addresses = (reply.answers ?? [])
    .filter((answer): answer is Extract<Answer, { type: 'A' | 'AAAA' }> => answer.type === type)
    .map(({ data }) => canonical(data))
    .sort();
  return addresses.length === 0 ? { is: 'none' } : { is: 'found', addresses };
}

/** What answers this query: anybody can send to an open port. */
function answering(query: Buffer, message: Buffer): DecodedPacket | undefined {
  if (message.length < HEADER || message.readUInt16BE(0) !== query.readUInt16BE(0)) return undefined;
  try {
    const reply = decode(message);
    const asked = decode(query).questions?.[0];
    const echoed = reply.questions?.[0];
    const same =
      echoed === undefined ||
      (echoed.type === asked?.type && echoed.name.toLowerCase() === asked.name.toLowerCase());
    return reply.type === 'response' && same ? reply : undefined;
  } catch {
    return undefined;
  }
}

function overUdp({ address, port }: Server, query: Buffer, signal: AbortSignal): Promise<DecodedPacket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const settle = (done: () => void) => {
      signal.removeEventListener('abort', abort);
      socket.close();
      done();
    };
    const abort = () => settle(() => reject(signal.reason));
    signal.addEventListener('abort', abort);
    socket.on('error', (error) => settle(() => reject(error)));
    socket.on('message', (message) => {
      const reply = answering(query, message);
      if (reply !== undefined) settle(() => resolve(reply));
    });
    // Connected, so that only this server is heard, and a closed port is known at once.
    socket.connect(port, address, () => socket.send(query));
  });
}

function overTcp({ address, port }: Server, query: Buffer, signal: AbortSignal): Promise<DecodedPacket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, signal });
    let received = Buffer.alloc(0);
    const settle = (done: () => void) => {
      socket.destroy();
      done();
    };
    socket.on('error', (error) => settle(() => reject(error)));
    socket.on('close', () => reject(new Error('the server closed the connection')));
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const reply = answering(query, received.subarray(2, 2 + received.readUInt16BE(0)));
      settle(() => (reply === undefined ? reject(new Error('the answer cannot be read')) : resolve(reply)));
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.write(Buffer.concat([length, query]));
  });
}
