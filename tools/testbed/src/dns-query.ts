import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import * as dnsPacket from 'dns-packet';
import { type DnsRecord, present } from './dns-presentation.ts';
import { reasonOf, TestbedError } from './errors.ts';

export interface DnsQuestion {
  readonly address?: string;
  readonly port: number;
  readonly name: string;
  readonly type?: string;
  readonly class?: 'IN' | 'CH' | 'ANY';
  readonly tcp?: boolean;
  /** The UDP size that is advertised in an OPT record; `true` is 1232. Without, answers end at 512 bytes. */
  readonly edns?: boolean | number;
  readonly timeoutMs?: number;
}

export interface DnsAnswer {
  readonly rcode: string;
  readonly aa: boolean;
  readonly tc: boolean;
  readonly ra: boolean;
  readonly answer: DnsRecord[];
  readonly authority: DnsRecord[];
  /** Without the OPT record, which is no data. */
  readonly additional: DnsRecord[];
  /** Bytes of the whole answer. */
  readonly size: number;
}

/** Asks one question of one server, once: what it answers is the test's to judge, so nothing is retried. */
export async function dnsQuery(question: DnsQuestion): Promise<DnsAnswer> {
  const { address = '127.0.0.1', port, name, type = 'A', tcp = false, timeoutMs = 2_000 } = question;
  const id = randomInt(0x10000);
  const query = encode(id, question);
  const ask = tcp ? askTcp : askUdp;
  try {
    const reply = await ask({ address, port, id, query, timeoutMs });
    return decode(reply);
  } catch (error) {
    throw new TestbedError(
      'SKY_TESTBED_DNS',
      `${name} ${type} at ${address}:${port}: ${reasonOf(error)}.`,
      'Check that the server runs and can reach what it answers from.',
      { cause: error },
    );
  }
}

function encode(id: number, { name, type = 'A', class: klass = 'IN', edns = false }: DnsQuestion): Buffer {
  const udpPayloadSize = edns === true ? 1232 : edns;
  const opt = {
    type: 'OPT',
    name: '.',
    udpPayloadSize,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    options: [],
  };
  return dnsPacket.encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ name, type: type as dnsPacket.RecordType, class: klass }],
    additionals: udpPayloadSize === false ? [] : [opt as unknown as dnsPacket.OptAnswer],
  });
}

function decode(message: Buffer): DnsAnswer {
  const { rcode, flag_aa, flag_tc, flag_ra, answers, authorities, additionals } = dnsPacket.decode(
    message,
  ) as dnsPacket.DecodedPacket & { rcode: string };
  const section = (records: dnsPacket.Answer[] | undefined) =>
    (records ?? []).filter((record) => record.type !== 'OPT').map(present);
  return {
    rcode,
    aa: flag_aa,
    tc: flag_tc,
    ra: flag_ra,
    answer: section(answers),
    authority: section(authorities),
    additional: section(additionals),
    size: message.length,
  };
}

interface Exchange {
  readonly address: string;
  readonly port: number;
  readonly id: number;
  readonly query: Buffer;
  readonly timeoutMs: number;
}

function askUdp({ address, port, id, query, timeoutMs }: Exchange): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      socket.close();
      settle();
    };
    const timer = setTimeout(
      () => finish(() => reject(new Error(`no answer within ${timeoutMs} ms`))),
      timeoutMs,
    );
    // Connected, so that the kernel reports a port nobody listens on and drops answers from elsewhere.
    socket.once('error', (error) => finish(() => reject(error)));
    socket.on('message', (message) => {
      if (message.length >= 12 && message.readUInt16BE(0) === id) finish(() => resolve(message));
    });
    socket.connect(port, address, () => socket.send(query));
  });
}

function askTcp({ address, port, id, query, timeoutMs }: Exchange): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, address);
    let received: Buffer = Buffer.alloc(0);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const timer = setTimeout(
      () => finish(() => reject(new Error(`no answer within ${timeoutMs} ms`))),
      timeoutMs,
    );
    socket.once('error', (error) => finish(() => reject(error)));
    socket.once('close', () =>
      finish(() => reject(new Error('the connection was closed without an answer'))),
    );
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const length = received.length < 2 ? Number.POSITIVE_INFINITY : received.readUInt16BE(0);
      if (received.length < 2 + length) return;
      const message = received.subarray(2, 2 + length);
      finish(() => (message.readUInt16BE(0) === id ? resolve(message) : reject(new Error('wrong id'))));
    });
    const prefix = Buffer.alloc(2);
    prefix.writeUInt16BE(query.length);
    socket.write(Buffer.concat([prefix, query]));
  });
}
