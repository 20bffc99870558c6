import { expect, test } from 'vitest';
import { runCommand } from '../cli/testing.ts';

test.each<[argv: string[], said: RegExp]>([
  [['aply'], /unknown command 'aply'\n\(Did you mean apply\?\)/],
  [['apply'], /Nothing is named that the machine shall know/],
  [['apply', '--domian', 'x'], /unknown option '--domian'/],
  [['apply', '--mode', 'proxy'], /Allowed choices are split, adapter, hosts/],
  [['apply', '--domain', '.', '--server', '192.0.2.1'], /too wide/],
  [['plan', '--timeout', 'soon'], /whole seconds/],
  [['reset', '--server', 'x'], /no IP address/],
  [['doctor', '--server', '192.0.2.1'], /No domain is named|Nothing is named/],
  [['watch', '--domain', 'cluster.local'], /who serves/],
  [[], /Usage: skywriter host/],
])('host %j is told what is wrong, and nothing is touched', async (argv, said) => {
  const { code, out, err } = await runCommand(['host', ...argv]);
  expect(err).toMatch(said);
  expect({ code, out }).toEqual({ code: 64, out: '' });
});

test('the same as JSON, all at once', async () => {
  const { code, out, err } = await runCommand([
    'host',
    'apply',
    '--json',
    '--domain',
    'com',
    '--server',
    'x',
  ]);
  const codes = JSON.parse(out).problems.map((problem: { code: string }) => problem.code);
  expect({ code, err, codes }).toEqual({ code: 64, err: '', codes: ['SKY_HOST_WIDE', 'SKY_HOST_SERVER'] });
});

test('a file that doctor cannot read', async () => {
  const { code, err } = await runCommand(['host', 'doctor', '--corefile', '/nowhere/Corefile']);
  expect([code, err]).toEqual([1, expect.stringContaining('/nowhere/Corefile')]);
});

test.skipIf(process.platform !== 'linux')('what the machine answers is captured', async () => {
  const { code, out, err } = await runCommand(['host', 'capture-fixtures']);
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out)).toMatchObject({ recorded: 'Linux', snapshot: {}, commands: {}, files: {} });
});
