import { describe, expect, test } from 'vitest';
import { type Flag, isDefault } from './flag.ts';
import { flags } from './flags.ts';
import { knownProviders, knownSources } from './known-values.ts';
import { translate } from './translate.ts';

const base = ['--source=ingress', '--provider=coredns', '--policy=sync'];

/** A value that the flag takes and that is not its default. */
function another(flag: Flag): string[] {
  const { name, kind } = flag;
  if (kind === 'switch') return [flag.default === 'true' ? `--no-${name}` : `--${name}`];
  if (typeof kind === 'object') {
    const value = kind.oneOf.find((one) => one !== '' && one !== flag.default) ?? '';
    return [`--${name}=${value}`];
  }
  return [`--${name}=${kind === 'duration' ? '17s' : kind === 'integer' ? '17' : 'seventeen.example'}`];
}

function codes(argv: readonly string[]): string[] {
  const result = translate(argv, {});
  return result.ok ? [] : result.problems.map(({ code }) => code);
}

const given = base.map((word) => word.slice(2).split('=')[0]);
const others = [...flags.values()].filter(({ name }) => !given.includes(name));
const having = (status: Flag['status']['is']): [string, Flag][] =>
  others.filter((flag) => flag.status.is === status).map((flag) => [flag.name, flag]);

describe('the table of flags', () => {
  test('is that of ExternalDNS 0.21, 0.22 and what follows it', () => {
    // 182 of 0.22, 11 that were in 0.21 only and 4 that come after; without three of shell completion.
    expect(others.filter(({ status }) => status.is !== 'own')).toHaveLength(182 + 11 + 4 - 3 - given.length);
    expect(knownSources).toHaveLength(25);
    expect(knownProviders).toHaveLength(25);
  });

  test.each(others.map((flag) => [flag.name, flag] as const))(
    '--%s with its default asks for nothing that cannot be done',
    (name, flag) => {
      const values = flag.default.split('\n').filter((value) => value !== '' || flag.kind === 'text');
      const argv =
        flag.kind === 'switch'
          ? [flag.default === 'true' ? `--${name}` : `--no-${name}`]
          : values.map((value) => `--${name}=${value}`);
      expect(isDefault(flag, flag.default.split('\n'))).toBe(true);
      expect(codes([...base, ...argv])).toEqual([]);
    },
  );

  test.each(having('refused'))('--%s is refused with its reason', (name, flag) => {
    const result = translate([...base, ...another(flag)], {});
    const told = result.ok ? [] : result.problems.map(({ message }) => message);
    const why = flag.status.is === 'refused' ? flag.status.why : '';
    expect(why.length).toBeGreaterThan(10);
    expect(told).toContain(`--${name} cannot be taken over: ${why}.`);
  });

  test.each(having('accepted'))('--%s is accepted, and explained', (name, flag) => {
    const result = translate([...base, ...another(flag)], {});
    const notes = result.ok ? result.value.notes : [];
    expect(notes.find((note) => note.startsWith(`--${name}: nothing to do here.`))).toBeDefined();
  });

  test('a reason that several flags share is told once', () => {
    const result = translate([...base, '--events', '--interval=5m', '--annotation-prefix=a/'], {
      EXTERNAL_DNS_LISTEN_ENDPOINT_EVENTS: '1',
    });
    expect(result.ok && result.value.notes).toEqual([
      '--events, --interval, EXTERNAL_DNS_LISTEN_ENDPOINT_EVENTS: nothing to do here. Objects and etcd are watched: every change is published at once.',
    ]);
  });
});
