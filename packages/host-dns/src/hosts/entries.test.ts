import { parseName, unwrap } from '@skywriter/core';
import { expect, test } from 'vitest';
import { conflicts, linesFor, repeated } from './entries.ts';

const name = (text: string) => unwrap(parseName(text));
const entries = [
  { address: '172.19.1.100', names: [name('k2s.registry.local'), name('k2s.cluster.local')] },
  { address: 'fd00::1', names: [name('k2s.registry.local')] },
];

test('a line for each address', () => {
  expect(linesFor(entries)).toEqual([
    '172.19.1.100 k2s.registry.local k2s.cluster.local',
    'fd00::1 k2s.registry.local',
  ]);
});

test.each([
  ['another address', '172.19.1.7 k2s.registry.local', ['172.19.1.7']],
  ['in the middle of others, in capitals', '\t10.0.0.1\ta K2S.Cluster.Local b # c', ['10.0.0.1']],
  ['IPv6', 'fd00::2 k2s.registry.local', ['fd00::2']],
  ['the same address does no harm', '172.19.1.100 k2s.registry.local', []],
  ['another family does no harm', 'fd00::2 k2s.cluster.local', []],
  ['a comment says nothing', '# 172.19.1.7 k2s.registry.local', []],
  [
    'our own block is ours',
    '# >>> skywriter-host-dns >>>\n1.2.3.4 k2s.registry.local\n# <<< skywriter-host-dns <<<',
    [],
  ],
])('conflicts: %s', (_, content, addresses) => {
  const found = conflicts(new TextEncoder().encode(`127.0.0.1 localhost\n${content}\n`), entries);
  expect(found).toHaveLength(addresses.length);
  for (const [index, address] of addresses.entries()) {
    expect(found[index]).toMatchObject({
      code: 'SKY_HOSTS_CONFLICT',
      message: expect.stringContaining(address),
    });
  }
});

test.each([
  ['what K2s leaves', '172.19.1.100 k2s.registry.local', ['k2s.registry.local']],
  [
    'twice, in capitals',
    '172.19.1.100 K2S.Registry.Local\n172.19.1.100 k2s.registry.local',
    ['k2s.registry.local'],
  ],
  ['another address is a conflict', '172.19.1.7 k2s.registry.local', []],
  ['a comment', '# 172.19.1.100 k2s.registry.local', []],
  [
    'our own block',
    '# >>> skywriter-host-dns >>>\n172.19.1.100 k2s.registry.local\n# <<< skywriter-host-dns <<<',
    [],
  ],
])('names that other lines have, too: %s', (_, content, names) => {
  expect(repeated(new TextEncoder().encode(content), entries)).toEqual(names);
});
