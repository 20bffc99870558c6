import { failure, type Result, success } from '@skywriter/core';
import type { Command } from '../../machine/machine.ts';

export interface WindowsService {
  /** Letters, digits, `-` and `_`. */
  readonly name: string;
  /** Paths of nssm.exe, of dnsproxy.exe, of its configuration, and of the folder for its log. */
  readonly nssm: string;
  readonly program: string;
  readonly configuration: string;
  readonly logFolder: string;
}

const NAME = /^[A-Za-z0-9_-]{1,80}$/;
/** A path of a drive, without what no path of Windows has, and what `nssm` would expand. */
const PATH = /^[A-Za-z]:\\[^"<>|?*%\p{Cc}]*[^"<>|?*%\p{Cc}\\]$/u;
const LOG_OCTETS = '500000';
const RESTART_MS = 2000;

/**
 * The commands that make a service of dnsproxy. It is no service program itself (it would not answer Windows, which
 * ends it after 30 s), so NSSM runs it; `sc.exe` says what happens when NSSM itself ends. Arguments are
 * arguments, and not a line; only `AppParameters` is one, which dnsproxy splits. Problem: SKY_PROXY_SERVICE.
 */
export function windowsServiceCommands(service: WindowsService): Result<readonly Command[]> {
  const checked = check(service);
  if (!checked.ok) return checked;
  const { name, nssm, program, configuration, logFolder } = service;
  const set = (...words: string[]): Command => ({ program: nssm, arguments: ['set', name, ...words] });
  const log = `${logFolder}\\${name}.log`;
  return success([
    { program: nssm, arguments: ['install', name, program] },
    set('AppDirectory', program.slice(0, program.lastIndexOf('\\'))),
    set('AppParameters', `"--config-path=${configuration}"`),
    set('AppStdout', log),
    set('AppStderr', log),
    set('AppRotateFiles', '1'),
    set('AppRotateOnline', '1'),
    set('AppRotateBytes', LOG_OCTETS),
    set('AppExit', 'Default', 'Restart'),
    set('AppRestartDelay', String(RESTART_MS)),
    set('Start', 'SERVICE_AUTO_START'),
    {
      program: 'sc.exe',
      arguments: [
        'failure',
        name,
        'reset=',
        '86400',
        'actions=',
        `restart/${RESTART_MS}/restart/${RESTART_MS}/restart/${RESTART_MS}`,
      ],
    },
    { program: nssm, arguments: ['start', name] },
  ]);
}

/** The commands that take it away; each may fail where there is none. Problem: SKY_PROXY_SERVICE. */
export function windowsServiceRemoval({
  name,
  nssm,
}: Pick<WindowsService, 'name' | 'nssm'>): Result<readonly Command[]> {
  if (!NAME.test(name)) return bad(`${JSON.stringify(name)} is no name of a service`);
  if (!PATH.test(nssm)) return bad(`${JSON.stringify(nssm)} is no path`);
  return success([
    { program: nssm, arguments: ['stop', name] },
    { program: nssm, arguments: ['remove', name, 'confirm'] },
  ]);
}

function check({ name, ...paths }: WindowsService): Result<void> {
  if (!NAME.test(name)) return bad(`${JSON.stringify(name)} is no name of a service`);
  const wrong = Object.values(paths).find((path) => !PATH.test(path));
  return wrong === undefined ? success(undefined) : bad(`${JSON.stringify(wrong)} is no path`);
}

function bad(what: string): Result<never> {
  return failure(
    'SKY_PROXY_SERVICE',
    `${what}.`,
    'Give a plain name, and whole paths such as C:\\bin\\dnsproxy.exe.',
  );
}
