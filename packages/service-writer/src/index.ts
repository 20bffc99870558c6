export type { ApiAnswer, ApiListener, ApiRequest, ApiResource, ServiceApi } from './api.ts';
export type { ServiceRecord, ServicesOutputHooks, ServicesOutputOptions } from './options.ts';
export { createServicesOutput } from './output.ts';
export { EXTERNAL_DNS, parsePrefixes } from './prefixes.ts';
export type { Wrote } from './writer.ts';
