/** Numbers of DNS messages (IANA, Domain Name System Parameters). */
export const RCODE = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
export const TYPE = { HINFO: 13, AAAA: 28, OPT: 41, IXFR: 251, AXFR: 252, ANY: 255 } as const;
export const CLASS_IN = 1;

/** Bits of the second 16 of a header (RFC 1035 §4.1.1). */
export const FLAG = { QR: 0x8000, OPCODE: 0x7800, TC: 0x0200, RD: 0x0100, RA: 0x0080 } as const;

export const HEADER = 12;
/** What every client takes over UDP without saying so (RFC 1035 §4.2.1). */
export const MIN_UDP = 512;
/** Passes every network unfragmented, so that no part of an answer can be forged by itself (RFC 9715). */
export const SAFE_UDP = 1232;
