import type { Result } from '@skywriter/core';
import type { Machine } from '../../machine/machine.ts';
import { linuxUpstreams } from './linux.ts';
import { macUpstreams } from './mac.ts';
import { windowsUpstreams } from './windows.ts';

/**
 * The addresses of the DNS servers that this machine would ask by itself, as its networks bring them along; ours may
 * be among them. Problems: those of looking at the machine.
 */
export function systemUpstreams(machine: Machine): Promise<Result<readonly string[]>> {
  switch (machine.platform) {
    case 'win32':
      return windowsUpstreams(machine);
    case 'darwin':
      return macUpstreams(machine);
    case 'linux':
      return linuxUpstreams(machine);
  }
}
