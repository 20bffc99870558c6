export { createDnsOutput, type DnsOutput, type DnsOutputOptions } from './output.ts';
export { type Endpoint, formatEndpoint, parseEndpoint } from './server/endpoint.ts';
export type { Statistics } from './server/statistics.ts';
export type { SoaOptions } from './zone/apex.ts';
export { contentSerial, countedSerial, type SerialPolicy } from './zone/serial.ts';
export type { NameServer } from './zone/zones.ts';
