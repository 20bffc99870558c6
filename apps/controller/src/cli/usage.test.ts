import { describe, expect, test } from 'vitest';
import { readQuestion } from './question.ts';
import { runCommand } from './testing.ts';

describe('what a command line may not be', () => {
  test.each<[argv: string[], said: RegExp]>([
    [['rnu'], /unknown command 'rnu'\n\(Did you mean run\?\)/],
    [['run', '--confg', 'x'], /unknown option '--confg'\n\(Did you mean --config\?\)/],
    [['run'], /required option '-c, --config <file>'/],
    [['plan', '--config'], /argument missing/],
    [['plan', '--config', 'x', '--timeout', 'soon'], /Give seconds/],
    [['run', '--config', 'x', '--log-level', 'loud'], /Allowed choices/],
    [['run', '--config', '/nowhere/f.yaml'], /\/nowhere\/f.yaml: The file does not exist/],
    [['check', '--config', '/nowhere/f.yaml'], /The file does not exist/],
    [['plan', '--config', '/nowhere/f.yaml'], /The file does not exist/],
    [['answer', 'shop.a.b'], /required option '--zone <zone>'/],
    [['answer', '--zone', 'a.b'], /missing required argument/],
    [['answer', '--zone', 'a.b', '--keys', 'x', '--etcd', 'y', 'n'], /cannot be used with/],
    [['answer', '--zone', 'a.b', '--upstream', 'a b', 'n'], /Give an address and a port/],
    [['answer', '--zone', 'a.b', '--bufsize', 'big', 'n'], /512 to 65535/],
    [['external-dns', '--sourc=ingress'], /Did you mean --source\?/],
    [[], /Usage: skywriter/],
  ])('%j', async (argv, said) => {
    const { code, out, err } = await runCommand(argv);
    expect(err).toMatch(said);
    expect({ code, out }).toEqual({ code: 64, out: '' });
  });

  test.each<[argv: string[], code: string]>([
    [['run', '--confg', 'x', '--json'], 'SKY_USAGE'],
    [['run', '--config', '/nowhere/f.yaml', '--json'], 'SKY_CONFIG_FILE'],
    [['external-dns', '--json'], 'SKY_FLAG_MISSING'],
  ])('%j is told as JSON', async (argv, expected) => {
    const { code, out, err } = await runCommand(argv);
    expect(JSON.parse(out).problems[0].code).toBe(expected);
    expect({ code, err }).toEqual({ code: 64, err: '' });
  });

  test.each([
    ['--help'],
    ['run', '--help'],
    ['--version'],
    ['external-dns', '--help'],
    ['external-dns', '--version'],
  ])('%j is no error', async (...argv) => {
    const { code, out } = await runCommand(argv);
    expect(code).toBe(0);
    expect(out).not.toBe('');
  });
});

test('schema prints the JSON Schema', async () => {
  const { code, out } = await runCommand(['schema']);
  expect(code).toBe(0);
  expect(JSON.parse(out).title).toBe('Skywriter configuration');
});

describe('external-dns --print-config', () => {
  const argv = [
    'external-dns',
    '--source=ingress',
    '--provider=coredns',
    '--log-level=debug',
    '--print-config',
  ];

  test('prints a configuration that can be used as it is', async () => {
    const { code, out } = await runCommand(argv, { env: { ETCD_PASSWORD: 's3cret', ETCD_USERNAME: 'root' } });
    expect(code).toBe(0);
    expect(out).toContain('skydns:');
    expect(out).not.toContain('s3cret');
    const { readConfiguration } = await import('../config/read.ts');
    expect(readConfiguration(out, 'printed')).toMatchObject({ ok: true });
  });

  test('or as JSON', async () => {
    const { out } = await runCommand([...argv, '--json']);
    expect(JSON.parse(out)).toMatchObject({ owner: 'default', outputs: [{ name: 'coredns' }] });
  });
});

describe('readQuestion', () => {
  test.each([
    [['n.a', 'A'], ['a'], { question: { name: 'n.a', type: 'A' }, zone: ['a'] }],
    [['n.a'], ['a'], { question: { name: 'n.a', type: 'A' }, zone: ['a'] }],
    [['b', 'n.a', 'mx'], ['a'], { question: { name: 'n.a', type: 'mx' }, zone: ['a', 'b'] }],
    [['b', 'n.a'], ['a'], { question: { name: 'n.a', type: 'A' }, zone: ['a', 'b'] }],
    [['n.a', 'TYPE65'], ['a'], { question: { name: 'n.a', type: 'TYPE65' }, zone: ['a'] }],
    [['a'], ['x'], { question: { name: 'a', type: 'A' }, zone: ['x'] }],
    [[], ['a'], undefined],
  ])('%j in %j', (words, zones, asked) => {
    expect(readQuestion(words, zones)).toEqual(asked);
  });
});
