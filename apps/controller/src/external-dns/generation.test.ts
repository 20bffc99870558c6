import { describe, expect, test } from 'vitest';
import { generationOf } from './generation.ts';
import { readGiven } from './given.ts';

const NEW = 'external-dns.kubernetes.io/';
const OLD = 'external-dns.alpha.kubernetes.io/';

describe('arguments of both generations', () => {
  test.each<[argv: string[], policy: string, prefixes: string[]]>([
    // Of 0.21 or before: it had a default policy and the old prefix.
    [[], 'sync', [OLD, NEW]],
    [['--policy='], 'sync', [OLD, NEW]],
    // Of 0.22, or of 0.21 with its policy said: who has renamed annotations is served by either order.
    [['--policy=sync'], 'sync', [NEW, OLD]],
    [['--policy=upsert-only'], 'upsert-only', [NEW, OLD]],
    // A prefix that is named is the only one, also where it is a default.
    [[`--annotation-prefix=${OLD}`], 'sync', [OLD]],
    [[`--annotation-prefix=${NEW}`], 'sync', [NEW]],
    [['--policy=create-only', '--annotation-prefix=dns.example/'], 'create-only', ['dns.example/']],
  ])('%j', (argv, policy, prefixes) => {
    const generation = generationOf(readGiven(argv, {}).given);
    expect(generation).toMatchObject({ policy, annotationPrefixes: prefixes });
    expect(generation.notes.some((note) => note.includes('--policy is not given'))).toBe(
      !argv.some((word) => /^--policy=./.test(word)),
    );
  });

  test('a variable counts as much as an argument', () => {
    const { given } = readGiven([], {
      EXTERNAL_DNS_POLICY: 'create-only',
      EXTERNAL_DNS_ANNOTATION_PREFIX: 'a/',
    });
    expect(generationOf(given)).toMatchObject({ policy: 'create-only', annotationPrefixes: ['a/'] });
  });
});
