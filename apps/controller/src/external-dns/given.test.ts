import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isList } from './flag.ts';
import { flags } from './flags.ts';
import { type Given, readGiven } from './given.ts';
import { brokenRules } from './rules.ts';

/** What a real ExternalDNS made of a command line. */
interface Recorded {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly error?: string;
  readonly ok?: Readonly<Record<string, unknown>>;
}

const recorded: {
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly cases: readonly Recorded[];
} = JSON.parse(readFileSync(new URL('./fixtures/arguments-0.22.json', import.meta.url), 'utf8'));
/** A duty of 0.22 that 0.21 does not have; both are served. */
const withoutPolicy = ({ error }: Recorded): boolean => error?.includes('--policy must be set') === true;

describe('every command line is read as a real ExternalDNS 0.22 reads it', () => {
  test.each(
    recorded.cases.map((one) => [[...one.argv, ...Object.entries(one.env ?? {}).flat()], one] as const),
  )('%j', (_, one) => {
    const { given, problems } = readGiven(one.argv, one.env ?? {});
    const told = [...problems, ...brokenRules(given)].filter(({ code }) => code !== 'SKY_FLAG_UNSUPPORTED');
    // A source that is missing is told by those who read sources.
    const sourceless = given.list('source').length === 0;
    const refused = told.length > 0 || sourceless;
    expect({ refused, told }).toMatchObject({
      refused: one.error !== undefined && !withoutPolicy(one),
    });
    if (one.ok !== undefined) expect(valuesOf(given)).toEqual({ ...recorded.defaults, ...one.ok });
  });
});

function valuesOf(given: Given): Record<string, unknown> {
  return Object.fromEntries(Object.keys(recorded.defaults).map((name) => [name, oneValue(given, name)]));
}

function oneValue(given: Given, name: string): unknown {
  const flag = flags.get(name);
  if (flag === undefined) return undefined;
  if (isList(flag)) return given.list(name);
  if (flag.kind === 'switch') return given.switch(name);
  if (flag.kind === 'duration') return given.duration(name);
  return flag.kind === 'integer' ? given.integer(name) : given.text(name);
}

describe('what is told', () => {
  const base = ['--source=ingress', '--provider=coredns', '--policy=sync'];

  test.each<[argv: string[], env: Record<string, string>, told: string]>([
    [['--sourc=ingress'], {}, 'ExternalDNS has no flag --sourc. Did you mean --source?'],
    [
      ['--once=false'],
      {},
      'The flag --once takes no value. Write --once or --no-once; only EXTERNAL_DNS_ variables say true and false.',
    ],
    [['--txt-owner-id'], {}, 'The flag --txt-owner-id has no value. Write --txt-owner-id=VALUE.'],
    [
      ['--once', 's3cret'],
      {},
      'Argument 5 is no flag. ExternalDNS takes flags only, such as --source=ingress; a switch is --once or --no-once.',
    ],
    [
      ['--policy=create-only', '--policy=sync'],
      {},
      'The flag --policy is given more than once. Keep one of them; ExternalDNS takes it only once, too.',
    ],
    [
      ['--log-level=warn'],
      {},
      '--log-level is "warn", which ExternalDNS does not know. Did you mean warning?',
    ],
    [[], { EXTERNAL_DNS_ONCE: 'perhaps' }, 'EXTERNAL_DNS_ONCE is "perhaps". It must be true or false.'],
    [
      [],
      { EXTERNAL_DNS_LOG_FORMAT: 'xml' },
      'EXTERNAL_DNS_LOG_FORMAT is "xml". It must be one of text, json.',
    ],
    [['--interval=5'], {}, '--interval is "5". It must be a duration with units, such as 1m12s or 72s.'],
    [['-v'], {}, 'ExternalDNS has no flag -v. See docs/flags.md of ExternalDNS for its flags.'],
  ])('%j %j', (argv, env, told) => {
    const { problems } = readGiven([...base, ...argv], env);
    expect(problems.map(({ message, hint }) => `${message} ${hint}`)).toEqual([told]);
  });
});
