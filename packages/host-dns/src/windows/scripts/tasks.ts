import { MARKER } from '../../platform/host-dns.ts';
import { label, seconds, text } from '../powershell/parameter.ts';
import { script } from '../powershell/script.ts';

const task = { task: label };
const action = { task: label, program: text, arguments: text };

// S-1-5-18 is SYSTEM, whatever the language calls it; on batteries too, since laptops are what this is for.
const register = (when: string) => `
$principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest
$settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable
$action = New-ScheduledTaskAction -Execute $program
if ($arguments -ne '') { $action = New-ScheduledTaskAction -Execute $program -Argument $arguments }
Register-ScheduledTask -TaskName $task -Action $action -Trigger $trigger -Principal $principal -Settings $settings -Description "${MARKER} ${when}" -Force | Out-Null`;

export const readTask = script(
  'read-task',
  task,
  `
$found = @(Get-ScheduledTask -TaskName $task -ErrorAction SilentlyContinue)
if ($found.Count -gt 0) {
  $action = @($found[0].Actions)[0]
  ConvertTo-Json -InputObject @{ task = @{ program = [string]$action.Execute; arguments = [string]$action.Arguments; description = [string]$found[0].Description } } -Depth 3 -Compress
} else {
  ConvertTo-Json -InputObject @{ task = $null } -Compress
}`,
);

export const writeStartTask = script(
  'write-start-task',
  action,
  `$trigger = New-ScheduledTaskTrigger -AtStartup${register('at start')}`,
);

/** Runs once; after a restart of the system too, when its time passed meanwhile. */
export const writeTimedTask = script(
  'write-timed-task',
  { ...action, seconds },
  `$trigger = New-ScheduledTaskTrigger -Once -At (Get-Date).AddSeconds($seconds)${register('after $seconds s')}`,
);

export const removeTask = script(
  'remove-task',
  task,
  `
Get-ScheduledTask -TaskName $task -ErrorAction SilentlyContinue | Unregister-ScheduledTask -Confirm:$false`,
);
