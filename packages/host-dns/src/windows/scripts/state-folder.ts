import { text } from '../powershell/parameter.ts';
import { script } from '../powershell/script.ts';

const folder = { folder: text };

export const readStateFolder = script(
  'read-state-folder',
  folder,
  `
$found = Get-Item -LiteralPath $folder -Force -ErrorAction SilentlyContinue
if ($found) {
  $sddl = [string](Get-Acl -LiteralPath $folder).Sddl
  $files = @(Get-ChildItem -LiteralPath $folder -Force).Count
  ConvertTo-Json -InputObject @{ folder = @{ attributes = [string]$found.Attributes; sddl = $sddl; files = $files } } -Depth 3 -Compress
} else {
  ConvertTo-Json -InputObject @{ folder = $null } -Compress
}`,
);

// By their SIDs, since their names are translated: S-1-5-32-544 are the administrators, S-1-5-18 is SYSTEM.
export const protectStateFolder = script(
  'protect-state-folder',
  folder,
  `
if (-not (Test-Path -LiteralPath $folder)) { New-Item -ItemType Directory -Path $folder | Out-Null }
icacls.exe $folder /setowner '*S-1-5-32-544' | Out-Null
if ($LASTEXITCODE -ne 0) { throw 'icacls could not give the folder to the administrators.' }
icacls.exe $folder /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' | Out-Null
if ($LASTEXITCODE -ne 0) { throw 'icacls could not close the folder to others.' }`,
);
