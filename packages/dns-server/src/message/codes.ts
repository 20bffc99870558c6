import type { RecordType } from '@skywriter/core';

/** Types by number (IANA "Resource Record (RR) TYPEs"): those we publish, and those a server itself needs. */
export const TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  DS: 43,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
} as const satisfies Record<RecordType, number> & Record<string, number>;

export const CLASS_IN = 1;

/** Response codes (RFC 1035 §4.1.1, RFC 6891 §9); those above 15 need EDNS. */
export const RCODE = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  BADVERS: 16,
} as const;

/** Extended DNS errors (RFC 8914 §4): why a response is what it is, for people who read it. */
export const EXTENDED_ERROR = { NOT_READY: 14, NOT_AUTHORITATIVE: 20 } as const;

/** Bits of the header's second 16-bit word (RFC 1035 §4.1.1, RFC 4035 §3). */
export const FLAG = { QR: 0x8000, AA: 0x0400, TC: 0x0200, RD: 0x0100, CD: 0x0010 } as const;

/** Types that ask for a transaction, not for data (RFC 6895 §3.1): 128 to 254, and OPT. */
export function isMetaType(type: number): boolean {
  return (type >= 128 && type < TYPE.ANY) || type === TYPE.OPT;
}
