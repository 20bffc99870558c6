import { script } from '../powershell/script.ts';

/**
 * What cmdlets give to ConvertTo-Json when nobody projects it: the forms that documents tell nothing certain
 * of. For fixtures, and for nothing else.
 */
export const recordShapes = script(
  'record-shapes',
  {},
  `
ConvertTo-Json -Depth 4 -Compress -InputObject @{
  psVersion = [string]$PSVersionTable.PSVersion; culture = [string](Get-Culture).Name
  oneList = @('a'); emptyList = @(); nested = @{ list = @('a') }
  servers = @(Get-DnsClientServerAddress | Select-Object -First 2 -Property 'InterfaceAlias', 'InterfaceIndex', 'AddressFamily', 'ServerAddresses')
  rules = @(Get-DnsClientNrptRule | Select-Object -First 2 -Property 'Name', 'Version', 'Namespace', 'NameServers', 'DisplayName', 'Comment')
  effective = @(Get-DnsClientNrptPolicy -Effective | Select-Object -First 2 -Property 'Namespace', 'NameServers')
  adapters = @(Get-NetAdapter | Select-Object -First 2 -Property 'Name', 'ifIndex', 'InterfaceGuid', 'Status', 'NdisPhysicalMedium', 'MediaConnectionState')
  networks = @(Get-NetConnectionProfile -ErrorAction SilentlyContinue | Select-Object -First 2 -Property 'Name', 'InterfaceAlias', 'InterfaceIndex')
}`,
);
