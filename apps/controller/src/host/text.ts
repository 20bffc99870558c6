import type { Problem } from '@skywriter/core';
import type { Finding, HostDns, Preview, Report, Server, Status } from '@skywriter/host-dns';

/** What was done, why so, what was looked at, and how to undo it. */
export function reportText(report: Report, headline: string, undo?: string): string {
  const { ok, settings, explanation, findings, warnings, rolledBack } = report;
  const quiet = settings.filter(({ outcome }) => outcome !== 'unchanged');
  return lines([
    ok ? headline : rolledBack ? rollback(report) : undefined,
    ...quiet.map(({ outcome, description }) => `  ${outcome.padEnd(8)}  ${description}`),
    ...(explanation === '' ? [] : [`Why: ${explanation}`]),
    ...findings.map(findingText),
    ...warnings.map(({ message, hint }) => `Warning: ${message} ${hint}`),
    undo === undefined || !ok ? undefined : `Undo it with: ${undo}`,
  ]);
}

function rollback({ settings }: Report): string {
  const stuck = settings.some(({ outcome }) => outcome === 'conflict' || outcome === 'gone');
  return stuck
    ? 'It was undone, but for what is told here: somebody else changed it, or it is away.'
    : 'It was undone; this machine is as it was before.';
}

/** What `apply` came to, in one sentence. */
export function applied({ domains, servers, hosts, mode }: HostDns, { settings, backend }: Report): string {
  const changed = settings.some(({ outcome }) => outcome !== 'unchanged');
  const names = hosts.flatMap((entry) => entry.names);
  const parts = [
    mode === 'adapter'
      ? `This machine asks ${servers.map(serverText).join(', ')} for every name`
      : domains.length > 0
        ? `${domains.join(', ')} ${domains.length === 1 ? 'is' : 'are'} asked of ${servers.map(serverText).join(', ')}`
        : undefined,
    names.length > 0
      ? `${names.join(', ')} ${names.length === 1 ? 'stands' : 'stand'} in the hosts file`
      : undefined,
  ].filter((part) => part !== undefined);
  return `${parts.join('; ')}${changed ? '' : ', as before'} (${backend}).`;
}

export function planText({ steps, explanation, warnings, pending, backend }: Preview): string {
  const due = steps.filter(({ action }) => action !== 'keep');
  return lines([
    pending ? `${backend === '' ? 'To be undone' : backend}:` : 'Nothing is to be done.',
    ...due.flatMap(({ action, role, description, commands, inverse }) => [
      `${action}${role === 'setting' ? '' : role === 'hook' ? ' (recovery)' : ' (until it is verified)'}: ${description}`,
      ...commands.map((line) => `    ${line}`),
      ...inverse.map((line, index) => `    ${index === 0 ? 'back:' : '     '} ${line}`),
    ]),
    `Why: ${explanation}`,
    ...warnings.map(({ message, hint }) => `Warning: ${message} ${hint}`),
  ]);
}

export function statusText({ phase, since, backend, wanted, settings, lost }: Status): string {
  const head =
    phase === 'idle' || wanted === null
      ? 'Nothing is applied.'
      : `${phaseText[phase]} since ${since ?? ''} (${backend ?? ''}): ${wantedText(wanted)}.`;
  return lines([
    head,
    ...settings.map(
      ({ state, description, found }) =>
        `  ${state.padEnd(11)}  ${description}${found === undefined ? '' : `; there is ${JSON.stringify(found)}`}`,
    ),
    lost === null ? undefined : `Warning: ${lost.message} ${lost.hint}`,
  ]);
}

const phaseText = {
  applying: 'Being applied',
  applied: 'Applied',
  undoing: 'Being undone',
  left: 'Undone in part',
} as const;

function wantedText({ mode, domains, servers, hosts }: HostDns): string {
  const asked =
    domains.length === 0 ? [] : [`${domains.join(', ')} at ${servers.map(serverText).join(', ')}`];
  return [
    `mode ${mode}`,
    ...asked,
    ...hosts.map(({ address, names }) => `${names.join(' ')}=${address}`),
  ].join('; ');
}

export function findingText({ severity, check, evidence, fix }: Finding): string {
  return `${severity.padEnd(7)}  ${check}: ${evidence}${fix === '' ? '' : ` ${fix}`}`;
}

export function problemText({ message, hint }: Problem): string {
  return `${message} ${hint}\n`;
}

function serverText({ address, port }: Server): string {
  if (port === 53) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function lines(all: readonly (string | undefined)[]): string {
  return all
    .filter((line) => line !== undefined)
    .map((line) => `${line}\n`)
    .join('');
}
