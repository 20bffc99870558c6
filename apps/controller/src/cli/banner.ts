import type { Name } from '@skywriter/core';
import { formatEndpoint } from '../config/values.ts';
import type { Controller } from '../controller.ts';
import type { TextStream } from '../terminal/terminal.ts';

/** More names than fit on a screen are counted instead. */
const SHOWN = 20;

/** Whether somebody reads it: on a terminal, or where names are served that one can ask for here and now. */
export function wantsBanner({ system }: Controller, stdout: TextStream): boolean {
  return (
    stdout.isTTY === true ||
    system.status().outputs.some(({ name }) => (system.outputs.get(name)?.endpoints() ?? []).length > 0)
  );
}

/** What is served, where, and how to see it for oneself. */
export function banner({ system, http }: Controller): string {
  const lines: string[] = [];
  for (const { output, reconciler } of system.engine.outputs) {
    const handle = system.outputs.get(output.name);
    const zones = output.zones.length === 0 ? 'every zone' : output.zones.join(', ');
    const [endpoint] = handle?.endpoints() ?? [];
    // Owned is also what only keeps others apart (the scaffolding of the SkyDNS layout).
    const names = [...output.ownedNames()]
      .filter((name) => output.observed(name).recordSets.length > 0)
      .sort();
    const where = endpoint === undefined ? '' : ` on ${formatEndpoint(endpoint)} (UDP and TCP)`;
    lines.push('', `${output.name}: ${count(names.length)} of ${zones}${where}`, '');
    for (const name of names.slice(0, SHOWN))
      lines.push(`  ${recordLine(name, output.observed(name).recordSets)}`);
    if (names.length > SHOWN) lines.push(`  … and ${names.length - SHOWN} more`);
    const refused = reconciler.statuses.count('refused') + reconciler.statuses.count('withheld');
    if (refused > 0) lines.push(`  ${refused} not published; the log says why`);
    const [example] = names
      .filter((name) => output.observed(name).recordSets.some(({ type }) => type === 'A'))
      .sort((a, b) => a.length - b.length);
    if (endpoint !== undefined && example !== undefined) {
      const server = endpoint.host === '::' || endpoint.host === '0.0.0.0' ? '127.0.0.1' : endpoint.host;
      lines.push('', '  Try it:', '', `    dig @${server} -p ${endpoint.port} ${example}`);
    }
  }
  const endpoint = http?.endpoint;
  if (endpoint !== undefined)
    lines.push('', `Health and metrics: http://${formatEndpoint(endpoint)}/readyz, /metrics`);
  lines.push('', 'Changes are followed at once. Ctrl-C stops.', '', '');
  return lines.join('\n');
}

function recordLine(
  name: Name,
  sets: readonly { type: string; targets: readonly { value: string }[] }[],
): string {
  const data = sets.map(({ type, targets }) => `${type} ${targets.map(({ value }) => value).join(', ')}`);
  return `${name.padEnd(40)} ${data.join('   ')}`;
}

function count(names: number): string {
  return names === 1 ? '1 name' : `${names.toLocaleString('en-US')} names`;
}
