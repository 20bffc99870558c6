import { describe, expect, test } from 'vitest';
import { expandArgumentFiles } from './argument-files.ts';

const files: Readonly<Record<string, string>> = {
  one: '# a comment\n--source=ingress\n\n  \r\n--provider\r\ncoredns\n',
  two: '@one\n--once',
  itself: '@itself',
};

function expanded(...argv: string[]) {
  const result = expandArgumentFiles(argv, (path) => files[path]);
  return result.ok ? result.argv : result.problems.map(({ message }) => message);
}

describe('@file', () => {
  test.each<[argv: string[], expected: readonly string[]]>([
    [
      ['@one', '--once'],
      ['--source=ingress', '--provider', 'coredns', '--once'],
    ],
    [['@two'], ['--source=ingress', '--provider', 'coredns', '--once']],
    [['--txt-owner-id=@one'], ['--txt-owner-id=@one']],
    [
      ['--', '@one'],
      ['--', '@one'],
    ],
    [['@none'], ['The argument file "none" cannot be read.']],
    [['@'], ['The argument file "" cannot be read.']],
    [['@itself'], ['The argument files hold more than 10000 arguments.']],
  ])('%j', (argv, expected) => {
    expect(expanded(...argv)).toEqual(expected);
  });
});
