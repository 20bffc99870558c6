import { type Result, success } from '@skywriter/core';
import { literal, type ParameterKind, type Value } from './parameter.ts';

export type Parameters = Readonly<Record<string, ParameterKind<Value>>>;
export type Arguments<P extends Parameters> = {
  readonly [N in keyof P]: P[N] extends ParameterKind<infer T> ? T : never;
};

/**
 * A PowerShell 5.1 script as data. Its body is a constant; what differs from call to call stands in front
 * of it, as assignments of literals: so the shape of what PowerShell reads never depends on a text.
 */
export interface Script<P extends Parameters = Parameters> {
  readonly name: string;
  readonly parameters: P;
  /** Writes one JSON object, or nothing. */
  readonly body: string;
}

export function script<const P extends Parameters>(name: string, parameters: P, body: string): Script<P> {
  return { name, parameters, body: body.trim() };
}

/** A script with its values, all of them valid. */
export interface Call {
  readonly script: string;
  readonly values: Readonly<Record<string, Value>>;
  /** What a person could type in an elevated PowerShell with the same effect. */
  readonly lines: readonly string[];
  /** What is run: the same, with output and errors in a form that no language of Windows changes. */
  readonly text: string;
}

// Programs and modules come from the system folder only: an elevated process must not run what a user put
// on a search path. In constrained language mode nobody may set the console's encoding; then names come garbled, which
// is one reason why nothing is ever found by name.
const PROLOGUE = `$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$env:PATH = "$env:SystemRoot\\System32"
$env:PSModulePath = "$env:SystemRoot\\System32\\WindowsPowerShell\\v1.0\\Modules"
if ($ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
  [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
}
try {`;
const EPILOGUE = `} catch {
  $failure = @{ category = [string]$_.CategoryInfo.Category; id = [string]$_.FullyQualifiedErrorId; message = [string]$_.Exception.Message }
  ConvertTo-Json -InputObject @{ failure = $failure } -Depth 3 -Compress
  exit 1
}
`;

/** Puts values into a script; the problem is that of the first value which is none of its kind. */
export function call<P extends Parameters>(script: Script<P>, values: Arguments<P>): Result<Call> {
  const checked: Record<string, Value> = {};
  for (const [name, kind] of Object.entries(script.parameters)) {
    const parsed = kind.parse(values[name]);
    if (!parsed.ok) return parsed;
    checked[name] = parsed.value;
  }
  const assignments = Object.entries(checked).map(([name, value]) => `$${name} = ${literal(value)}`);
  const lines = [...assignments, ...script.body.split('\n')];
  const text = [PROLOGUE, ...lines, EPILOGUE].join('\n');
  return success({ script: script.name, values: checked, lines, text });
}
