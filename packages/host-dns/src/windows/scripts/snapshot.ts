import { MARKER } from '../../platform/host-dns.ts';
import { script } from '../powershell/script.ts';
import { bootCounter, clientParameters, interfaceKeys, policyValues, ruleKeys } from './registry.ts';

/**
 * Everything that plans and findings are made of, read and nothing else. Whether servers are static or from
 * DHCP is only in the registry: Get-DnsClientServerAddress shows what is in force and not where it is from.
 * Whether it is elevated, the integrity level tells, in constrained language mode too (S-1-16-12288 is high).
 * Values are projected to plain strings and numbers, because ConvertTo-Json writes .NET objects as it likes.
 */
export const takeSnapshot = script(
  'take-snapshot',
  {},
  `
function ListOf($text) { @([string]$text -split '[,; ]+' | Where-Object { $_ -ne '' }) }
function ValuesOf($path) { Get-ItemProperty -LiteralPath $path -ErrorAction SilentlyContinue }
function RulesOf($path) {
  foreach ($key in @(Get-ChildItem -LiteralPath $path -ErrorAction SilentlyContinue)) {
    $values = Get-ItemProperty -LiteralPath $key.PSPath
    @{ key = [string]$key.PSChildName; namespaces = @($values.Name | ForEach-Object { [string]$_ }); servers = @(ListOf $values.GenericDNSServers)
      comment = [string]$values.Comment; displayName = [string]$values.DisplayName }
  }
}
function FamilyOf($path, $servers, $number) {
  $values = ValuesOf $path
  $own = @($servers | Where-Object { [int]$_.AddressFamily -eq $number })
  @{ bound = ($own.Count -gt 0); effective = @($own | ForEach-Object { $_.ServerAddresses } | ForEach-Object { [string]$_ })
    static = @(ListOf $values.NameServer); profile = @(ListOf $values.ProfileNameServer); dhcp = @(ListOf $values.DhcpNameServer) }
}
$routes = @(Get-NetRoute -ErrorAction SilentlyContinue)
$addresses = @(Get-NetIPAddress -ErrorAction SilentlyContinue)
$adapters = foreach ($adapter in @(Get-NetAdapter -IncludeHidden | Where-Object { $_.InterfaceGuid })) {
  $guid = ([string]$adapter.InterfaceGuid).ToLowerInvariant()
  $servers = @(Get-DnsClientServerAddress -InterfaceIndex $adapter.ifIndex -ErrorAction SilentlyContinue)
  $ipv4 = FamilyOf "HKLM:\\${interfaceKeys.ipv4}\\$guid" $servers 2
  $ipv6 = FamilyOf "HKLM:\\${interfaceKeys.ipv6}\\$guid" $servers 23
  if ([bool]$adapter.Hidden -and ($ipv4.static.Count + $ipv4.profile.Count + $ipv6.static.Count + $ipv6.profile.Count) -eq 0) { continue }
  $wireless = ([int]$adapter.NdisPhysicalMedium -eq 9)
  $network = ''
  if ($wireless) { $network = [string](Get-NetConnectionProfile -InterfaceIndex $adapter.ifIndex -ErrorAction SilentlyContinue).Name }
  @{ guid = $guid; name = [string]$adapter.Name; description = [string]$adapter.InterfaceDescription; mac = [string]$adapter.MacAddress
    status = [string]$adapter.Status; hidden = [bool]$adapter.Hidden; wireless = $wireless; network = $network
    defaultRoute = (@($routes | Where-Object { $_.ifIndex -eq $adapter.ifIndex -and @('0.0.0.0/0', '::/0') -contains $_.DestinationPrefix }).Count -gt 0)
    addresses = @($addresses | Where-Object { $_.InterfaceIndex -eq $adapter.ifIndex } | ForEach-Object { [string]$_.IPAddress + '/' + [string]$_.PrefixLength })
    ipv4 = $ipv4; ipv6 = $ipv6 }
}
$client = ValuesOf 'HKLM:\\${policyValues}'
$service = Get-CimInstance -ClassName Win32_Service -Filter "Name='Dnscache'"
$wsl = Get-Content -LiteralPath "$env:USERPROFILE\\.wslconfig" -ErrorAction SilentlyContinue
$groups = whoami.exe /groups /fo csv /nh
ConvertTo-Json -Depth 6 -Compress -InputObject @{
  elevated = (($groups -join ' ') -match 'S-1-16-(12288|16384)'); languageMode = [string]$ExecutionContext.SessionState.LanguageMode
  bootCount = [string](ValuesOf 'HKLM:\\${bootCounter}').BootId
  bootTime = (Get-CimInstance -ClassName Win32_OperatingSystem).LastBootUpTime.ToUniversalTime().ToString('o')
  dnscache = @{ state = [string]$service.State; startMode = [string]$service.StartMode }
  adapters = @($adapters)
  localRules = @(RulesOf 'HKLM:\\${ruleKeys.local}'); policyRules = @(RulesOf 'HKLM:\\${ruleKeys.policy}')
  policyKey = (Test-Path -LiteralPath 'HKLM:\\${ruleKeys.policy}')
  effectiveRules = @(Get-DnsClientNrptPolicy -Effective -ErrorAction SilentlyContinue | ForEach-Object {
    @{ namespaces = @($_.Namespace | ForEach-Object { [string]$_ }); servers = @($_.NameServers | ForEach-Object { [string]$_ }) } })
  smartNameResolutionOff = ($client.DisableSmartNameResolution -eq 1)
  encryptedDns = [string]$client.DoHPolicy + '/' + [string](ValuesOf 'HKLM:\\${clientParameters}').EnableAutoDoh
  routes = @($routes | ForEach-Object { [string]$_.DestinationPrefix } | Select-Object -Unique)
  port53 = @(Get-NetUDPEndpoint -LocalPort 53 -ErrorAction SilentlyContinue | ForEach-Object { [string]$_.LocalAddress })
  tasks = @(Get-ScheduledTask -TaskName '${MARKER}-*' -ErrorAction SilentlyContinue | ForEach-Object { [string]$_.TaskName })
  wslConfig = ($wsl -join ' ')
}`,
);
