import { MARKER } from '../../platform/host-dns.ts';
import { address, label, listOf, namespace } from '../powershell/parameter.ts';
import { script } from '../powershell/script.ts';
import { ruleKeys } from './registry.ts';

const rule = { rule: label };
const content = { rule: label, namespaces: listOf(namespace), servers: listOf(address) };

const answerRule = `
if (Test-Path -LiteralPath $path) {
  $values = Get-ItemProperty -LiteralPath $path
  ConvertTo-Json -InputObject @{ rule = @{ namespaces = @($values.Name); servers = [string]$values.GenericDNSServers } } -Depth 4 -Compress
} else {
  ConvertTo-Json -InputObject @{ rule = $null } -Compress
}`;

// ConfigOptions 8: the rule names DNS servers, and says nothing of DNSSEC or DirectAccess (MS-GPNRPT §2.2.2.8).
const writeRule = `
$key.SetValue('Version', 2, [Microsoft.Win32.RegistryValueKind]::DWord)
$key.SetValue('Name', [string[]]$namespaces, [Microsoft.Win32.RegistryValueKind]::MultiString)
$key.SetValue('GenericDNSServers', ($servers -join ';'), [Microsoft.Win32.RegistryValueKind]::String)
$key.SetValue('ConfigOptions', 8, [Microsoft.Win32.RegistryValueKind]::DWord)
$key.SetValue('DisplayName', '${MARKER}', [Microsoft.Win32.RegistryValueKind]::String)
$key.SetValue('Comment', '${MARKER}', [Microsoft.Win32.RegistryValueKind]::String)
$key.Close()`;

export const readLocalRule = script(
  'read-local-rule',
  rule,
  `$path = "HKLM:\\${ruleKeys.local}\\$rule"${answerRule}`,
);

/**
 * A volatile key is lost when Windows stops, so nothing is left after a crash and a restart. Its parent
 * must not be: below a volatile key nobody else could create a lasting one.
 */
export const writeLocalRule = script(
  'write-local-rule',
  content,
  `
$parent = [Microsoft.Win32.Registry]::LocalMachine.CreateSubKey('${ruleKeys.local}')
$key = $parent.CreateSubKey($rule, [Microsoft.Win32.RegistryKeyPermissionCheck]::ReadWriteSubTree, [Microsoft.Win32.RegistryOptions]::Volatile)${writeRule}
$parent.Close()
Clear-DnsClientCache`,
);

export const removeLocalRule = script(
  'remove-local-rule',
  rule,
  `
$path = "HKLM:\\${ruleKeys.local}\\$rule"
if (Test-Path -LiteralPath $path) { Remove-Item -LiteralPath $path -Recurse -Force }
Clear-DnsClientCache`,
);

export const readPolicyRule = script(
  'read-policy-rule',
  rule,
  `$path = "HKLM:\\${ruleKeys.policy}\\$rule"${answerRule}`,
);

/**
 * Never creates the policy key: that alone would hide every local rule of everybody. The number of rules
 * that stood there before ours tells `remove-policy-rule` for whom the key is there.
 */
export const writePolicyRule = script(
  'write-policy-rule',
  content,
  `
$parent = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('${ruleKeys.policy}', $true)
if ($null -eq $parent) { throw 'The policy key is not there any more; local rules count again.' }
$others = @($parent.GetSubKeyNames() | Where-Object { $_ -notlike '${MARKER}-*' }).Count
$key = $parent.CreateSubKey($rule, [Microsoft.Win32.RegistryKeyPermissionCheck]::ReadWriteSubTree, [Microsoft.Win32.RegistryOptions]::Volatile)
if ($key.GetValueNames() -notcontains 'RulesBeside') { $key.SetValue('RulesBeside', $others, [Microsoft.Win32.RegistryValueKind]::DWord) }${writeRule}
$parent.Close()
gpupdate.exe /target:computer /force /wait:0 | Out-Null
Clear-DnsClientCache`,
);

/** Takes the policy key away too when others had rules in it, took them away, and only ours kept it there. */
export const removePolicyRule = script(
  'remove-policy-rule',
  rule,
  `
$parent = 'HKLM:\\${ruleKeys.policy}'
$path = "$parent\\$rule"
if (Test-Path -LiteralPath $path) {
  $beside = [int](Get-ItemProperty -LiteralPath $path).RulesBeside
  Remove-Item -LiteralPath $path -Recurse -Force
  if ($beside -gt 0 -and @(Get-ChildItem -LiteralPath $parent).Count -eq 0) { Remove-Item -LiteralPath $parent -Force }
  gpupdate.exe /target:computer /force /wait:0 | Out-Null
}
Clear-DnsClientCache`,
);

/** In constrained language mode the registry has no volatile keys; then rules are made by cmdlets, and known by their comment. */
export const readLastingRule = script(
  'read-lasting-rule',
  rule,
  `
$found = @(Get-DnsClientNrptRule | Where-Object { $_.Comment -eq $rule })
if ($found.Count -gt 0) {
  ConvertTo-Json -InputObject @{ rule = @{ namespaces = @($found[0].Namespace); servers = @($found[0].NameServers | ForEach-Object { [string]$_ }) -join ';' } } -Depth 4 -Compress
} else {
  ConvertTo-Json -InputObject @{ rule = $null } -Compress
}`,
);

export const writeLastingRule = script(
  'write-lasting-rule',
  content,
  `
Get-DnsClientNrptRule | Where-Object { $_.Comment -eq $rule } | ForEach-Object { Remove-DnsClientNrptRule -Name $_.Name -Force }
Add-DnsClientNrptRule -Namespace $namespaces -NameServers $servers -DisplayName '${MARKER}' -Comment $rule
Clear-DnsClientCache`,
);

export const removeLastingRule = script(
  'remove-lasting-rule',
  rule,
  `
Get-DnsClientNrptRule | Where-Object { $_.Comment -eq $rule } | ForEach-Object { Remove-DnsClientNrptRule -Name $_.Name -Force }
Clear-DnsClientCache`,
);
