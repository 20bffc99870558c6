import { expect, test } from 'vitest';
import { foldersOf } from './system-host-dns.ts';

test.each([
  [{}, 'x64', 'C:\\Windows\\System32', 'C:\\ProgramData'],
  [{ SystemRoot: 'D:\\Win', ProgramData: 'E:\\Data' }, 'x64', 'D:\\Win\\System32', 'E:\\Data'],
  [
    { SystemRoot: 'D:\\Win', PROCESSOR_ARCHITEW6432: 'AMD64' },
    'ia32',
    'D:\\Win\\Sysnative',
    'C:\\ProgramData',
  ],
  [{ SystemRoot: 'D:\\Win' }, 'ia32', 'D:\\Win\\System32', 'C:\\ProgramData'],
])('the folders of Windows with %j on %s', (env, arch, system, programData) => {
  expect(foldersOf(env, arch)).toEqual({ system, programData });
});
