import { expect, test } from 'vitest';
import { unitWord } from './hooks.ts';
import { linuxPlatform } from './platform.ts';
import { type Situation, snapshotOf } from './testing/snapshots.ts';

const step = (kind: string, target: string) => ({ setting: { kind, target }, desired: '' });

test('only what outlives a start needs somebody to recover it', () => {
  const recover = ['/usr/bin/skywriter', 'host', 'recover'];
  const hook = (situation: Situation, ...steps: ReturnType<typeof step>[]) =>
    linuxPlatform.recoveryHook(snapshotOf(situation), steps, recover).map(({ setting }) => setting.target);
  const lasting = step('dnsmasq', '/etc/dnsmasq.d/x');
  const unit = '/etc/systemd/system/skywriter-host-dns.service';
  expect(hook({}, lasting)).toEqual([unit]);
  expect(hook({}, step('resolved-link', 'k2s0'), lasting)).toEqual([unit]);
  expect(hook({}, step('resolved-link', 'k2s0'), step('resolved-delegate', '/run/x'))).toEqual([]);
  expect(hook({}, step('resolvconf', 'lo.x'), step('openresolv', 'x'))).toEqual([]);
  expect(hook({ systemd: false }, lasting)).toEqual([]);
});

test("a dead man's switch needs systemd", () => {
  const reset = ['/usr/bin/skywriter', 'host', 'reset'];
  expect(linuxPlatform.deadMan(snapshotOf({}), reset, 300)).toEqual([
    {
      setting: { kind: 'dead-man', target: 'skywriter-host-dns-dead-man' },
      desired: { seconds: 300, command: reset },
    },
  ]);
  expect(linuxPlatform.deadMan(snapshotOf({ systemd: false }), reset, 300)).toEqual([]);
});

test.each([
  ['/usr/bin/node', '"/usr/bin/node"'],
  ['a "b" \\c', '"a \\"b\\" \\\\c"'],
  ['100%$HOME', '"100%%$$HOME"'],
  ['two\nlines', '"two\\nlines"'],
])('a unit reads %j as one word', (text, word) => {
  expect(unitWord(text)).toBe(word);
});

test('a person gets a line to paste', () => {
  expect(linuxPlatform.elevate(['/opt/my tools/skywriter', 'host', 'apply', '--domain', "it's"])).toBe(
    "sudo -- '/opt/my tools/skywriter' host apply --domain 'it'\\''s'",
  );
});
