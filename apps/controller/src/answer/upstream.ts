import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { AskLater, Reply } from '@skywriter/skydns';
import { type DecodedPacket, decode, encode, RECURSION_DESIRED, type RecordType } from 'dns-packet';
import type { Endpoint } from '../config/values.ts';
import { present } from './present.ts';

const TIMEOUT_MS = 2_000;
const ATTEMPTS = 2;
/** What no path fragments (DNS flag day 2020). */
const UDP_SIZE = 1232;

/** Asks another server, as CoreDNS would ask the rest of itself; SERVFAIL when it does not answer. */
export function upstream(server: Endpoint): AskLater {
  return async (name, type): Promise<Reply> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        const overUdp = await ask(server, { name, type }, askUdp);
        const message = overUdp.flag_tc ? await ask(server, { name, type }, askTcp) : overUdp;
        return {
          rcode: rcodeOf(message),
          answer: present(message.answers),
          authority: present(message.authorities),
          additional: present(message.additionals),
        };
      } catch {
        // The next attempt, and in the end SERVFAIL, which is what a client would be told.
      }
    }
    return { rcode: 'SERVFAIL', answer: [] };
  };
}

interface Question {
  readonly name: string;
  readonly type: string;
}

type Exchange = (server: Endpoint, query: Buffer, id: number) => Promise<Buffer>;

async function ask(server: Endpoint, { name, type }: Question, exchange: Exchange): Promise<DecodedPacket> {
  const id = randomInt(0x10000);
  const query = encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    // The types that are asked for are those of the question that CoreDNS got.
    questions: [{ name: name.replace(/\.$/, ''), type: type as RecordType, class: 'IN' }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: UDP_SIZE,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
  return decode(await exchange(server, query, id));
}

function rcodeOf(message: DecodedPacket): string {
  const { rcode } = message as DecodedPacket & { rcode?: unknown };
  return typeof rcode === 'string' ? rcode : 'SERVFAIL';
}

function askUdp({ host, port }: Endpoint, query: Buffer, id: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    const end = (act: () => void): void => {
      clearTimeout(timer);
      socket.close();
      act();
    };
    const timer = setTimeout(() => end(() => reject(new Error('timeout'))), TIMEOUT_MS);
    socket.on('error', (error) => end(() => reject(error)));
    socket.on('message', (reply) => {
      if (reply.length >= 12 && reply.readUInt16BE(0) === id) end(() => resolve(reply));
    });
    socket.connect(port, host, () => socket.send(query));
  });
}

function askTcp({ host, port }: Endpoint, query: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: TIMEOUT_MS });
    const chunks: Buffer[] = [];
    socket.on('connect', () => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(query.length);
      socket.write(Buffer.concat([length, query]));
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const all = Buffer.concat(chunks);
      if (all.length < 2 || all.length < 2 + all.readUInt16BE(0)) return;
      socket.destroy();
      resolve(all.subarray(2, 2 + all.readUInt16BE(0)));
    });
    socket.on('timeout', () => socket.destroy(new Error('timeout')));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
  });
}
