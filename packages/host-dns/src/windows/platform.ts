import { hostsBlock } from '../hosts/kind.ts';
import type { Command } from '../machine/machine.ts';
import { MARKER } from '../platform/host-dns.ts';
import type { Platform, Step } from '../platform/platform.ts';
import { examineWindows } from './examine.ts';
import { adapterDns, adapterProfile } from './kinds/adapter.ts';
import { commandLine } from './kinds/command-line.ts';
import { LOCAL_RULE, POLICY_RULE, ruleKinds } from './kinds/rules.ts';
import { scheduledTask, TASK } from './kinds/task.ts';
import { leftoversOnWindows } from './leftovers.ts';
import { planWindows } from './plan.ts';
import { literal } from './powershell/parameter.ts';
import { PowerShell } from './powershell/run.ts';
import { call } from './powershell/script.ts';
import { flushCache } from './scripts/flush.ts';
import { snapshotWindows, type WindowsSnapshot } from './snapshot.ts';
import { securedStateFolder } from './state-folder.ts';

export interface WindowsFolders {
  /** With the programs of Windows; of a 32-bit process its `Sysnative`. */
  readonly system: string;
  /** What `ProgramData` names. */
  readonly programData: string;
}

export const windowsFolders: WindowsFolders = {
  system: 'C:\\Windows\\System32',
  programData: 'C:\\ProgramData',
};

export function windowsPlatform(folders: WindowsFolders = windowsFolders): Platform<WindowsSnapshot> {
  const powerShell = new PowerShell(folders.system);
  const hostsPath = `${folders.system}\\drivers\\etc\\hosts`;
  const stateFolder = `${folders.programData}\\${MARKER}`;
  return {
    name: 'win32',
    kinds: [
      ...ruleKinds(powerShell),
      adapterDns(powerShell),
      adapterProfile(powerShell),
      scheduledTask(powerShell),
      hostsBlock,
    ],
    snapshot: (machine) => snapshotWindows(machine, powerShell, hostsPath),
    plan: (snapshot, wanted) => planWindows(snapshot, wanted, hostsPath),
    leftovers: (snapshot, servers) => leftoversOnWindows(snapshot, servers, hostsPath),
    examine: examineWindows,
    flush: flushCommands(powerShell),
    stateFolder,
    secureStateFolder: (machine) => securedStateFolder(machine, powerShell, stateFolder),
    elevate: elevatedLine,
    recoveryHook(_, steps, recover) {
      const gone = steps.every(({ setting }) => [LOCAL_RULE, POLICY_RULE].includes(setting.kind));
      return gone ? [] : [task('recover', recover)];
    },
    deadMan: (_, reset, seconds) => [task('dead-man', reset, seconds)],
  };
}

function flushCommands(powerShell: PowerShell): readonly Command[] {
  const prepared = call(flushCache, {});
  if (!prepared.ok) return [];
  const command = powerShell.command(prepared.value);
  return command.ok ? [command.value] : [];
}

/** For a person to type: nothing is ever elevated without being asked. */
function elevatedLine([program = '', ...rest]: readonly string[]): string {
  const argumentList = rest.length === 0 ? '' : ` -ArgumentList ${literal(commandLine(rest))}`;
  return `Start-Process -Verb RunAs -FilePath ${literal(program)}${argumentList}`;
}

function task(name: string, [program = '', ...rest]: readonly string[], seconds?: number): Step {
  const when = seconds === undefined ? {} : { seconds };
  return {
    setting: { kind: TASK, target: `${MARKER}-${name}` },
    desired: { program, arguments: commandLine(rest), ...when },
  };
}
