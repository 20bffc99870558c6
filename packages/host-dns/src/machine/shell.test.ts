import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printf, shellLine, shellWord } from './shell.ts';

const words = fc.array(
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0')),
  {
    minLength: 1,
    maxLength: 20,
  },
);

test('a shell reads every word as what it is', () => {
  fc.assert(
    fc.property(words, (texts) => {
      const script = `printf '%s\\0' ${texts.map(shellWord).join(' ')}`;
      const read = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
      expect(read).toBe(texts.map((text) => `${Buffer.from(text).toString()}\0`).join(''));
    }),
    { numRuns: 40 },
  );
});

test('printf prints every octet', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
      const printed = execFileSync('/bin/sh', ['-c', printf(Buffer.from(octets).toString('latin1'))]);
      expect([...printed]).toEqual([...octets]);
    }),
    { numRuns: 40 },
  );
});

test.each([
  [['resolvectl', 'revert', '--', 'eth0'], 'resolvectl revert -- eth0'],
  [['resolvectl', 'domain', 'eth0', '~cluster.local'], "resolvectl domain eth0 '~cluster.local'"],
  [['x', ''], "x ''"],
  [['x', "it's $(reboot); `id`"], "x 'it'\\''s $(reboot); `id`'"],
])('%j is typed as %s', ([program = '', ...args], line) => {
  expect(shellLine({ program, arguments: args })).toBe(line);
});

test('what a program reads is piped into it', () => {
  expect(shellLine({ program: 'resolvconf', arguments: ['-a', 'lo.x'], input: 'nameserver ::1\n' })).toBe(
    "printf 'nameserver ::1\\n' | resolvconf -a lo.x",
  );
});
