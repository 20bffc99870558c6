import * as z from 'zod';

/** What Go's decoder makes of a scalar where text is wanted; nothing, as null, is the default. */
const text = (fallback: string) =>
  z
    .union([z.string(), z.number().transform(String), z.boolean().transform(String)])
    .nullish()
    .transform((value) => value ?? fallback);

/** Text of which the empty one means the default as well. */
const textOr = (fallback: string) => text(fallback).transform((value) => (value === '' ? fallback : value));

const output = z.object({
  name: text(''),
  hostname: z
    .array(text(''))
    .nullish()
    .transform((list) => list ?? []),
  /** Empty where it is left out. */
  annotationPrefix: text(''),
  serviceName: text(''),
  recordTTL: z
    .number()
    .int()
    .nullish()
    .transform((ttl) => ttl ?? 60),
  addressSource: textOr('endpointslice'),
  addressType: textOr('IPv4'),
});

/** kuberture's configuration file: its keys, their types and defaults. Other keys are passed over, as there. */
export const shape = z.object({
  source: z
    .object({ namespace: textOr('default'), serviceName: textOr('kubernetes') })
    .nullish()
    .transform((source) => source ?? { namespace: 'default', serviceName: 'kubernetes' }),
  metricsBindAddress: textOr(':8080'),
  healthProbeBindAddress: textOr(':8081'),
  logLevel: textOr('info'),
  outputs: z
    .array(output)
    .nullish()
    .transform((outputs) => outputs ?? []),
});

export type KubertureFile = z.output<typeof shape>;
export type KubertureOutput = KubertureFile['outputs'][number];

export const knownKeys = {
  '': Object.keys(shape.shape),
  output: Object.keys(output.shape),
} as const;
