/** Seconds of each unit; days and weeks are of the library that kingpin reads durations with. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|[smhdw])/g;
const WHOLE = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|[smhdw]))+)$/;
/** Durations are 64-bit nanoseconds. */
const LONGEST = 9_223_372_036;

/** Seconds of a duration as ExternalDNS reads it (`1m12s`, `1.5h`, `1d`); undefined for anything else. */
export function parseGoDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(PART)) {
    seconds += Number(amount) * (UNITS[unit] ?? 0);
  }
  if (seconds > LONGEST) return undefined;
  return text.startsWith('-') && seconds > 0 ? -seconds : seconds;
}
