import { address, family, guid, listOf } from '../powershell/parameter.ts';
import { script } from '../powershell/script.ts';
import { interfaceKeys } from './registry.ts';

const target = { guid, family };
const servers = { guid, family, servers: listOf(address) };

/** Indexes are given out anew and names are people's, so an adapter is found by its GUID each time. */
const find = `
$path = "HKLM:\\${interfaceKeys.ipv4}\\$guid"
if ($family -eq 'ipv6') { $path = "HKLM:\\${interfaceKeys.ipv6}\\$guid" }
$adapter = Get-NetAdapter -IncludeHidden | Where-Object { ([string]$_.InterfaceGuid) -eq $guid } | Select-Object -First 1
$running = $adapter -and (@('Up', 'Disconnected') -contains [string]$adapter.Status)
if (-not (Test-Path -LiteralPath $path)) { throw 'There is no such adapter.' }`;

export const readAdapter = script(
  'read-adapter',
  target,
  `
$path = "HKLM:\\${interfaceKeys.ipv4}\\$guid"
if ($family -eq 'ipv6') { $path = "HKLM:\\${interfaceKeys.ipv6}\\$guid" }
if (Test-Path -LiteralPath $path) {
  $values = Get-ItemProperty -LiteralPath $path
  ConvertTo-Json -InputObject @{ adapter = @{ static = [string]$values.NameServer; profile = [string]$values.ProfileNameServer } } -Depth 3 -Compress
} else {
  ConvertTo-Json -InputObject @{ adapter = $null } -Compress
}`,
);

/**
 * Servers of one family; those of the other stay. An adapter that is switched off or unplugged has no
 * interface to set, so its registry is written, which counts as soon as it is back.
 */
export const setStatic = script(
  'set-static',
  servers,
  `${find}
if ($running) {
  Set-DnsClientServerAddress -InterfaceIndex $adapter.ifIndex -ServerAddresses $servers
} else {
  Set-ItemProperty -LiteralPath $path -Name 'NameServer' -Value ($servers -join ',') -Type String -Force
}
Clear-DnsClientCache`,
);

/** Not `-ResetServerAddresses`, which takes away the servers of both families. */
export const clearStatic = script(
  'clear-static',
  target,
  `${find}
if ($running) {
  netsh.exe interface $family set dnsservers "name=$($adapter.ifIndex)" source=dhcp | Out-Null
  if ($LASTEXITCODE -ne 0) { throw 'netsh could not return the adapter to DHCP.' }
} else {
  Set-ItemProperty -LiteralPath $path -Name 'NameServer' -Value '' -Type String -Force
}
Clear-DnsClientCache`,
);

/** Servers that Windows remembers for the wireless network it is in; no cmdlet sets them. */
export const setProfile = script(
  'set-profile',
  servers,
  `${find}
Set-ItemProperty -LiteralPath $path -Name 'ProfileNameServer' -Value ($servers -join ',') -Type String -Force
ipconfig.exe /registerdns | Out-Null
Clear-DnsClientCache`,
);

export const clearProfile = script(
  'clear-profile',
  target,
  `${find}
Remove-ItemProperty -LiteralPath $path -Name 'ProfileNameServer' -Force -ErrorAction SilentlyContinue
ipconfig.exe /registerdns | Out-Null
Clear-DnsClientCache`,
);
