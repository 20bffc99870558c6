import { failure, type Result, success } from '../problem.ts';
import { quoted } from '../quoted.ts';

const MAX_TTL = 2_147_483_647;

const SECONDS = /^[+-]?[0-9]+$/;
const DURATION = /^[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const STEP = /([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)/g;
const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/**
 * Reads a TTL as ExternalDNS does: integer seconds (`300`) or a Go duration (`10m`, `1h30m`), whose
 * fraction of a second is dropped. 1 to 2147483647 seconds (RFC 2181 §8). Problem: `SKY_TTL`.
 */
export function parseTtl(text: string): Result<number> {
  const seconds = SECONDS.test(text) ? Number(text) : durationSeconds(text);
  if (seconds === undefined) return bad(text, 'is neither seconds nor a duration');
  if (seconds < 1 || seconds > MAX_TTL) return bad(text, `is not between 1 and ${MAX_TTL} seconds`);
  return success(seconds);
}

function durationSeconds(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let nanoseconds = 0;
  for (const [, number = '', unit = ''] of text.matchAll(STEP)) {
    nanoseconds += Math.round(Number(number) * (NANOSECONDS[unit] ?? 0));
  }
  return Math.trunc((text.startsWith('-') ? -nanoseconds : nanoseconds) / 1e9);
}

function bad(text: string, what: string): Result<never> {
  return failure(
    'SKY_TTL',
    `The TTL ${quoted(text)} ${what}.`,
    'Write seconds such as 300 or a duration such as 10m; until then the default of the output holds.',
  );
}
