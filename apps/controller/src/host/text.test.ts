import { type Name, parseName, unwrap } from '@skywriter/core';
import { forgotten, type HostDns, type Preview, type Report, type Status } from '@skywriter/host-dns';
import { expect, test } from 'vitest';
import { applied, planText, reportText, statusText } from './text.ts';

const name = (text: string): Name => unwrap(parseName(text));
const wanted: HostDns = {
  ...forgotten,
  domains: [name('cluster.local')],
  servers: [{ address: '172.19.1.100', port: 53 }],
  hosts: [{ address: '172.19.1.100', names: [name('k2s.registry.local')] }],
};
const setting = { kind: 'file', target: '/run/x' };
const report: Report = {
  ok: true,
  problem: null,
  backend: 'systemd-resolved delegate',
  explanation: 'dns: [rc=resolved → systemd-resolved delegate]',
  settings: [{ setting, description: '/run/x: 172.19.1.100', outcome: 'set' }],
  findings: [{ check: 'probe', severity: 'ok', evidence: 'k2s.cluster.local is 172.19.1.100.', fix: '' }],
  warnings: [],
  rolledBack: false,
};

test('apply tells what it did, why so, what it verified, and how to undo it', () => {
  expect(reportText(report, applied(wanted, report), 'sudo -- skywriter host reset')).toBe(
    `cluster.local is asked of 172.19.1.100; k2s.registry.local stands in the hosts file (systemd-resolved delegate).
  set       /run/x: 172.19.1.100
Why: dns: [rc=resolved → systemd-resolved delegate]
ok       probe: k2s.cluster.local is 172.19.1.100.
Undo it with: sudo -- skywriter host reset
`,
  );
});

test('a second apply says that nothing changed', () => {
  const unchanged: Report = { ...report, settings: [{ setting, description: '', outcome: 'unchanged' }] };
  expect(applied(wanted, unchanged)).toContain('in the hosts file, as before (');
});

test('a rollback is told, and no way to undo what is not there', () => {
  const text = reportText({ ...report, ok: false, rolledBack: true }, 'never', 'never');
  expect(text).toMatch(/^It was undone; this machine is as it was before/);
  expect(text).not.toContain('never');
});

test('what a rollback could not undo is not told as undone', () => {
  const left: Report = {
    ...report,
    ok: false,
    rolledBack: true,
    settings: [{ setting, description: '/run/x', outcome: 'conflict' }],
  };
  expect(reportText(left, 'never')).toMatch(/^It was undone, but for what is told here/);
});

test('a plan has the commands and the way back', () => {
  const preview: Preview = {
    backend: 'hosts file',
    explanation: 'dns: [x]',
    warnings: [{ code: 'SKY_X', message: 'Beware.', hint: 'Look.' }],
    pending: true,
    steps: [
      { setting, role: 'hook', action: 'set', description: 'unit', commands: ['a'], inverse: ['b', 'c'] },
      { setting, role: 'setting', action: 'keep', description: 'kept', commands: [], inverse: [] },
    ],
  };
  expect(planText(preview)).toBe(
    'hosts file:\nset (recovery): unit\n    a\n    back: b\n          c\nWhy: dns: [x]\nWarning: Beware. Look.\n',
  );
  expect(planText({ ...preview, steps: [], pending: false })).toMatch(/^Nothing is to be done/);
});

test('status tells what stands there instead', () => {
  const status: Status = {
    phase: 'applied',
    bootId: 'b',
    owner: { pid: 1, life: 'x' },
    tied: false,
    since: '2026-11-21T12:00:00.000Z',
    backend: 'files',
    wanted: { ...wanted, servers: [{ address: '2001:db8::1', port: 5353 }] },
    settings: [{ setting, description: '/run/x: ours', state: 'overwritten', found: 'theirs' }],
    lost: null,
  };
  expect(statusText(status)).toBe(
    `Applied since 2026-11-21T12:00:00.000Z (files): mode split; cluster.local at [2001:db8::1]:5353; k2s.registry.local=172.19.1.100.
  overwritten  /run/x: ours; there is "theirs"
`,
  );
  expect(statusText({ ...status, phase: 'idle', wanted: null, settings: [] })).toBe('Nothing is applied.\n');
});
