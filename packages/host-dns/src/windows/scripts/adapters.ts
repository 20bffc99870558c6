import { address, family, guid, listOf, text } from '../powershell/parameter.ts';
import { script } from '../powershell/script.ts';
import { interfaceKeys } from './registry.ts';

const target = { guid, family };

/** The wireless network that the adapter is in; nothing where it is in none, or has a cable. */
const networkOf = `
$adapter = Get-NetAdapter -IncludeHidden | Where-Object { ([string]$_.InterfaceGuid) -eq $guid } | Select-Object -First 1
$joined = ''
if ($adapter -and [int]$adapter.NdisPhysicalMedium -eq 9) {
  $joined = [string](Get-NetConnectionProfile -InterfaceIndex $adapter.ifIndex -ErrorAction SilentlyContinue).Name
}`;

/** Indexes are given out anew and names are people's, so an adapter is found by its GUID each time. */
export const readAdapter = script(
  'read-adapter',
  target,
  `
$path = "HKLM:\\${interfaceKeys.ipv4}\\$guid"
if ($family -eq 'ipv6') { $path = "HKLM:\\${interfaceKeys.ipv6}\\$guid" }${networkOf}
if (Test-Path -LiteralPath $path) {
  $values = Get-ItemProperty -LiteralPath $path
  ConvertTo-Json -InputObject @{ adapter = @{ network = $joined; static = [string]$values.NameServer; profile = [string]$values.ProfileNameServer } } -Depth 3 -Compress
} else {
  ConvertTo-Json -InputObject @{ adapter = $null } -Compress
}`,
);

/**
 * The servers of one family, those of the other stay (hence not `-ResetServerAddresses`, which takes both).
 * No cmdlet sets the servers that Windows remembers for a wireless network, and none sets those of an adapter
 * that is switched off or unplugged: for these the registry is written, which counts as soon as it is read.
 */
export const writeAdapter = script(
  'write-adapter',
  { guid, family, network: text, servers: listOf(address), remembered: listOf(address) },
  `
$path = "HKLM:\\${interfaceKeys.ipv4}\\$guid"
if ($family -eq 'ipv6') { $path = "HKLM:\\${interfaceKeys.ipv6}\\$guid" }${networkOf}
if (-not (Test-Path -LiteralPath $path)) { throw 'There is no such adapter.' }
if ($network -ne '' -and $joined -ne '' -and $joined -ne $network) { throw 'The adapter is in another wireless network.' }
if (-not $adapter -or @('Up', 'Disconnected') -notcontains [string]$adapter.Status) {
  Set-ItemProperty -LiteralPath $path -Name 'NameServer' -Value ($servers -join ',') -Type String -Force
} elseif ($servers.Count -gt 0) {
  Set-DnsClientServerAddress -InterfaceIndex $adapter.ifIndex -ServerAddresses $servers
} else {
  netsh.exe interface $family set dnsservers "name=$($adapter.ifIndex)" source=dhcp | Out-Null
  if ($LASTEXITCODE -ne 0) { throw 'netsh could not return the adapter to DHCP.' }
}
$values = Get-ItemProperty -LiteralPath $path
if ($remembered.Count -gt 0 -or [string]$values.ProfileNameServer -ne '') {
  Set-ItemProperty -LiteralPath $path -Name 'ProfileNameServer' -Value ($remembered -join ',') -Type String -Force
  ipconfig.exe /registerdns | Out-Null
}
Clear-DnsClientCache`,
);

/** What Windows remembers for a wireless network, and nothing else of the adapter. */
export const clearProfile = script(
  'clear-profile',
  target,
  `
$path = "HKLM:\\${interfaceKeys.ipv4}\\$guid"
if ($family -eq 'ipv6') { $path = "HKLM:\\${interfaceKeys.ipv6}\\$guid" }
if (Test-Path -LiteralPath $path) {
  Set-ItemProperty -LiteralPath $path -Name 'ProfileNameServer' -Value '' -Type String -Force
  ipconfig.exe /registerdns | Out-Null
}
Clear-DnsClientCache`,
);
