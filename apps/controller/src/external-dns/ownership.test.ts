import { describe, expect, test } from 'vitest';
import { translate } from './translate.ts';

const base = ['--source=ingress', '--provider=coredns', '--policy=sync'];
const KEY = '0123456789abcdef0123456789abcdef';

function skydnsOf(argv: readonly string[], env: Record<string, string> = {}) {
  const result = translate([...base, ...argv], env);
  if (!result.ok) return result.problems.map(({ message }) => message);
  const [output] = result.value.written.outputs;
  return output?.skydns;
}

describe('what is ours', () => {
  test.each<[argv: string[], expected: object]>([
    [[], { prefix: '/skydns/', registry: { kind: 'txt' } }],
    [['--txt-prefix=x-'], { prefix: '/skydns/', registry: { kind: 'txt', prefix: 'x-' } }],
    [['--txt-suffix=-x'], { prefix: '/skydns/', registry: { kind: 'txt', suffix: '-x' } }],
    [
      ['--txt-wildcard-replacement=any'],
      { prefix: '/skydns/', registry: { kind: 'txt', wildcardReplacement: 'any' } },
    ],
    [['--registry=noop', '--txt-prefix=x-'], { prefix: '/skydns/' }],
    [
      ['--migrate-from-txt-owner=old', '--layout=external-dns'],
      { prefix: '/skydns/', registry: { kind: 'txt' }, adoptOwners: ['old'], layout: 'external-dns' },
    ],
    [['--migrate-from-txt-owner=default'], { prefix: '/skydns/', registry: { kind: 'txt' } }],
    [['--txt-encrypt-enabled'], ['--txt-encrypt-enabled is given without --txt-encrypt-aes-key.']],
    [
      ['--txt-encrypt-aes-key=s3cret'],
      ['--txt-encrypt-aes-key is not 32 octets, neither as it stands nor in base64.'],
    ],
  ])('%j', (argv, expected) => {
    expect(skydnsOf(argv)).toEqual(expected);
  });
});

describe('the key of the registry', () => {
  const aesKeyVariable = 'EXTERNAL_DNS_TXT_ENCRYPT_AES_KEY';

  test.each<[from: string, argv: string[], env: Record<string, string>]>([
    ['an argument', ['--txt-encrypt-enabled', `--txt-encrypt-aes-key=${KEY}`], {}],
    ['a variable', ['--txt-encrypt-enabled'], { [aesKeyVariable]: KEY }],
  ])('from %s is in no configuration, which names the variable that holds it', (_, argv, env) => {
    const result = translate([...base, ...argv], env);
    if (!result.ok) throw new Error(result.problems[0]?.message);
    const { secrets, ...rest } = result.value;
    expect(secrets).toEqual({ [aesKeyVariable]: KEY });
    expect(JSON.stringify(rest)).not.toContain(KEY);
    expect(rest.configuration.outputs[0]?.skydns?.registry).toMatchObject({ aesKeyVariable, encrypt: true });
  });

  test.each([
    [[`--txt-encrypt-aes-key=${KEY}`, `--txt-encrypt-aes-key=${KEY}`]],
    [['--txt-encrypt-enabled', KEY]],
    [[`--txt-encrypt-enabled=${KEY}`]],
    [[`--txt-encrypt-aes-keys=${KEY}`]],
    [[`--txt-encrypt-aes-key=${KEY}x`]],
    [[`--txt-encrypt-aes-key=${KEY}`, '--provider=aws']],
  ])('is not told by the errors of %j', (argv) => {
    const result = translate([...base, ...argv], {});
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain(KEY);
  });
});
