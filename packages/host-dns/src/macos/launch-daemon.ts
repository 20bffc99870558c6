import { success } from '@skywriter/core';
import type { Command } from '../machine/machine.ts';
import { shellLine, succeed } from '../machine/shell.ts';
import { MARKER } from '../platform/host-dns.ts';
import type { Step } from '../platform/platform.ts';
import { markedFile } from './kinds/marked-file.ts';

export const DAEMON = 'launch-daemon';
export const ALARM = 'launch-daemon-alarm';
export const DAEMON_FOLDER = '/Library/LaunchDaemons';

/** launchd reads it at the next start; loading it now would run it now. */
export const launchDaemon = markedFile({ kind: DAEMON });

/**
 * One that is loaded at once, and waits. Removing its file calls it off: it looks for that before it acts.
 * To unload it instead would end the very process that undoes, when it is the alarm that does.
 */
export const launchAlarm = markedFile({
  kind: ALARM,
  async before(path, machine) {
    // It fails where none is loaded, which is as good.
    await machine.run(unload(path));
    return success(undefined);
  },
  async after(path, machine) {
    const loaded = await succeed(machine, load(path));
    return loaded.ok ? success(undefined) : loaded;
  },
  linesBefore: (path) => [shellLine(unload(path))],
  linesAfter: (path) => [shellLine(load(path))],
});

export function daemonStep(argv: readonly string[]): Step {
  const label = `${MARKER}-recover`;
  return { setting: { kind: DAEMON, target: pathOf(label) }, desired: plist(label, argv) };
}

const WAIT = 'sleep "$1"; test -e "$2" || exit 0; shift 2; exec "$@"';

export function alarmStep(argv: readonly string[], seconds: number): Step {
  const label = `${MARKER}-dead-man`;
  const path = pathOf(label);
  const program = ['/bin/sh', '-c', WAIT, 'sh', String(seconds), path, ...argv];
  return { setting: { kind: ALARM, target: path }, desired: plist(label, program) };
}

function pathOf(label: string): string {
  return `${DAEMON_FOLDER}/${label}.plist`;
}

function unload(path: string): Command {
  const label = path.slice(DAEMON_FOLDER.length + 1).replace(/\.plist$/, '');
  return { program: '/bin/launchctl', arguments: ['bootout', `system/${label}`] };
}

function load(path: string): Command {
  return { program: '/bin/launchctl', arguments: ['bootstrap', 'system', path] };
}

/** launchd.plist(5), with the arguments as they are: no shell reads them. */
function plist(label: string, argv: readonly string[]): string {
  const words = argv.map((word) => `    <string>${xmlText(word)}</string>\n`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- Managed by ${MARKER} -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${xmlText(label)}</string>
  <key>ProgramArguments</key>
  <array>
${words}  </array>
  <key>RunAtLoad</key>
  <true/>
</dict>
</plist>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function xmlText(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}
