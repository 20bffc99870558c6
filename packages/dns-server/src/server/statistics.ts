import { FLAG, type RCODE } from '../message/codes.ts';

/** What a server has done since it was made. Every number only ever counts up. */
export interface Statistics {
  /** Messages that came in, whatever they were. */
  received: number;
  /** Messages left without an answer: too short, or responses. */
  ignored: number;
  /** Responses by the code in their header; BADVERS, which needs EDNS to be told, counts as NOERROR. */
  readonly responses: Record<HeaderCode, number>;
  /** Responses with TC. */
  truncated: number;
  /** Answers that had to be compiled. */
  compiled: number;
  /** Queries that met an error of ours, each answered SERVFAIL. Anything but 0 is a defect. */
  faults: number;
  /** Datagrams that the system did not take. */
  unsent: number;
  /** TCP connections refused at the limit. */
  refusedConnections: number;
}

export type HeaderCode = Exclude<keyof typeof RCODE, 'BADVERS'>;

const codes: readonly HeaderCode[] = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

export function createStatistics(): Statistics {
  return {
    received: 0,
    ignored: 0,
    responses: { NOERROR: 0, FORMERR: 0, SERVFAIL: 0, NXDOMAIN: 0, NOTIMP: 0, REFUSED: 0 },
    truncated: 0,
    compiled: 0,
    faults: 0,
    unsent: 0,
    refusedConnections: 0,
  };
}

export function countResponse(statistics: Statistics, response: Buffer): void {
  const flags = response.readUInt16BE(2);
  const code = codes[flags & 15];
  if (code !== undefined) statistics.responses[code] += 1;
  if ((flags & FLAG.TC) !== 0) statistics.truncated += 1;
}
