import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unwrap } from '@skywriter/core';
import { makeFolder } from '@skywriter/testbed';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { runCommand } from '../../machine/system-run.ts';
import { launchdProxyPlist, systemdProxyUnit, type UnixService } from './unix.ts';
import { windowsServiceCommands, windowsServiceRemoval } from './windows.ts';

const analyze = await runCommand({ program: 'systemd-analyze', arguments: ['--version'] });
/** Reads a property list from standard input, and writes its arguments. */
const READ_PLIST = 'import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
const python = await runCommand({ program: 'python3', arguments: ['-c', 'import plistlib'] });

const service: UnixService = {
  program: '/usr/local/bin/dnsproxy',
  configuration: '/etc/skywriter/a "$dir" with 100% \\ of it & <more>/dnsproxy.yaml',
};

test('a unit starts exactly this', () => {
  const line = unwrap(systemdProxyUnit(service)).match(/^ExecStart=(.*)$/m)?.[1];
  expect(line).toBe(
    '"/usr/local/bin/dnsproxy" "--config-path=/etc/skywriter/a \\"$$dir\\" with 100%% \\\\ of it & <more>/dnsproxy.yaml"',
  );
});

test.skipIf(analyze.code !== 0)('systemd finds no fault with the unit', async () => {
  const folder = await makeFolder('unit');
  const path = join(folder, 'dnsproxy.service');
  await mkdir(folder, { recursive: true });
  await writeFile(path, unwrap(systemdProxyUnit({ ...service, program: process.execPath })));
  const found = await runCommand({ program: 'systemd-analyze', arguments: ['verify', '--man=no', path] });
  expect(found).toMatchObject({ code: 0, stderr: '' });
});

test('a plist has exactly these arguments', () => {
  const text = unwrap(launchdProxyPlist(service));
  const words = [...text.matchAll(/^ {4}<string>(.*)<\/string>$/gm)].map(([, word = '']) =>
    word.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  );
  expect(words).toEqual([service.program, `--config-path=${service.configuration}`]);
});

test.skipIf(python.code !== 0)('a plist is one', async () => {
  const input = unwrap(launchdProxyPlist(service));
  const read = await runCommand({ program: 'python3', arguments: ['-c', READ_PLIST], input });
  expect(JSON.parse(read.stdout)).toEqual({
    Label: 'skywriter-host-dns-proxy',
    ProgramArguments: [service.program, `--config-path=${service.configuration}`],
    RunAtLoad: true,
    KeepAlive: true,
    ThrottleInterval: 2,
  });
});

test('no path makes more lines or elements than there are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (rest) => {
      const odd = { ...service, configuration: `/${rest}` };
      const [unit, plist] = [systemdProxyUnit(odd), launchdProxyPlist(odd)];
      if (!unit.ok || !plist.ok) return;
      expect(unit.value.split('\n')).toHaveLength(unwrap(systemdProxyUnit(service)).split('\n').length);
      const elements = (text: string) => text.match(/<[a-z/!?]/gi)?.length;
      expect(elements(plist.value)).toBe(elements(unwrap(launchdProxyPlist(service))));
    }),
  );
});

const windows = {
  name: 'skywriter-dnsproxy',
  nssm: 'C:\\k\\bin\\nssm.exe',
  program: 'C:\\Program Files\\k2s\\dnsproxy.exe',
  configuration: 'C:\\ProgramData\\k2s\\dnsproxy.yaml',
  logFolder: 'C:\\var\\log',
};

test('a service of Windows', () => {
  const lines = unwrap(windowsServiceCommands(windows)).map(({ program, arguments: words }) =>
    [program.split('\\').at(-1), ...words].join(' | '),
  );
  expect(lines).toEqual([
    'nssm.exe | install | skywriter-dnsproxy | C:\\Program Files\\k2s\\dnsproxy.exe',
    'nssm.exe | set | skywriter-dnsproxy | AppDirectory | C:\\Program Files\\k2s',
    'nssm.exe | set | skywriter-dnsproxy | AppParameters | "--config-path=C:\\ProgramData\\k2s\\dnsproxy.yaml"',
    'nssm.exe | set | skywriter-dnsproxy | AppStdout | C:\\var\\log\\skywriter-dnsproxy.log',
    'nssm.exe | set | skywriter-dnsproxy | AppStderr | C:\\var\\log\\skywriter-dnsproxy.log',
    'nssm.exe | set | skywriter-dnsproxy | AppRotateFiles | 1',
    'nssm.exe | set | skywriter-dnsproxy | AppRotateOnline | 1',
    'nssm.exe | set | skywriter-dnsproxy | AppRotateBytes | 500000',
    'nssm.exe | set | skywriter-dnsproxy | AppExit | Default | Restart',
    'nssm.exe | set | skywriter-dnsproxy | AppRestartDelay | 2000',
    'nssm.exe | set | skywriter-dnsproxy | Start | SERVICE_AUTO_START',
    'sc.exe | failure | skywriter-dnsproxy | reset= | 86400 | actions= | restart/2000/restart/2000/restart/2000',
    'nssm.exe | start | skywriter-dnsproxy',
  ]);
  expect(windowsServiceRemoval(windows)).toMatchObject({ ok: true, value: [{}, {}] });
});

test.each([
  { name: 'a b' },
  { name: '' },
  { program: 'dnsproxy.exe' },
  { program: 'C:\\a" --other\\dnsproxy.exe' },
  { configuration: 'C:\\%TEMP%\\dnsproxy.yaml' },
  { logFolder: 'C:\\log\\' },
  { nssm: 'C:\\a\nb.exe' },
])('%o is refused', (change) => {
  expect(windowsServiceCommands({ ...windows, ...change })).toMatchObject({
    problem: { code: 'SKY_PROXY_SERVICE' },
  });
});

test.each(['dnsproxy', '', '/a\nb'])('%j is no path', (program) => {
  const problem = { code: 'SKY_PROXY_SERVICE' };
  expect(systemdProxyUnit({ ...service, program })).toMatchObject({ problem });
  expect(launchdProxyPlist({ ...service, program })).toMatchObject({ problem });
});
