import { failure, type Result, success } from '@skywriter/core';
import * as z from 'zod';
import type { Machine } from '../../machine/machine.ts';
import type { Json, Reading, SettingKind } from '../../setting/setting.ts';
import { addressText, listOf } from '../powershell/output.ts';
import type { PowerShell } from '../powershell/run.ts';
import { call } from '../powershell/script.ts';
import {
  readLastingRule,
  readLocalRule,
  readPolicyRule,
  removeLastingRule,
  removeLocalRule,
  removePolicyRule,
  writeLastingRule,
  writeLocalRule,
  writePolicyRule,
} from '../scripts/rules.ts';

const ruleValue = z.object({ namespaces: z.array(z.string()), servers: z.array(z.string()) });
type RuleValue = z.infer<typeof ruleValue>;

const answer = z.object({
  rule: z.nullable(
    z.object({
      namespaces: listOf(z.string()),
      servers: z.preprocess(
        (text) => (typeof text === 'string' ? text.split(/[;, ]+/).filter((item) => item !== '') : text),
        listOf(addressText),
      ),
    }),
  ),
});

interface RuleScripts {
  readonly kind: string;
  readonly where: string;
  readonly read: typeof readLocalRule;
  readonly write: typeof writeLocalRule;
  readonly remove: typeof removeLocalRule;
}

/** In the registry, where it is lost when Windows stops. */
export const LOCAL_RULE = 'nrpt-rule';
/** Beside the rules of Group Policy, where those hide the local ones. */
export const POLICY_RULE = 'nrpt-policy-rule';
/** By cmdlets, where PowerShell may not reach the registry as it must. */
export const LASTING_RULE = 'nrpt-lasting-rule';

const variants: readonly RuleScripts[] = [
  { kind: LOCAL_RULE, where: 'NRPT', read: readLocalRule, write: writeLocalRule, remove: removeLocalRule },
  {
    kind: POLICY_RULE,
    where: 'NRPT of Group Policy',
    read: readPolicyRule,
    write: writePolicyRule,
    remove: removePolicyRule,
  },
  {
    kind: LASTING_RULE,
    where: 'NRPT (lasting)',
    read: readLastingRule,
    write: writeLastingRule,
    remove: removeLastingRule,
  },
];

/** Rules of the Name Resolution Policy Table: which servers are asked for which names. */
export function ruleKinds(powerShell: PowerShell): readonly SettingKind[] {
  return variants.map((variant) => ruleKind(powerShell, variant));
}

function ruleKind(powerShell: PowerShell, { kind, where, read, write, remove }: RuleScripts): SettingKind {
  return {
    kind,
    async read(rule: string, machine: Machine): Promise<Result<Reading>> {
      const seen = await powerShell.ask(machine, read, { rule }, answer);
      if (!seen.ok) return seen;
      return success(seen.value.rule === null ? { is: 'absent' } : { is: 'present', value: seen.value.rule });
    },
    async write(rule, value, machine) {
      if (value === undefined) return await powerShell.tell(machine, remove, { rule });
      const parsed = parseRule(value);
      return parsed.ok ? await powerShell.tell(machine, write, { rule, ...parsed.value }) : parsed;
    },
    same(a, b) {
      return canonical(a) === canonical(b);
    },
    commands(rule, value) {
      const parsed = value === undefined ? undefined : parseRule(value);
      if (parsed === undefined) return linesOf(call(remove, { rule }));
      return parsed.ok ? linesOf(call(write, { rule, ...parsed.value })) : [];
    },
    describe(rule, value) {
      const parsed = value === undefined ? undefined : parseRule(value);
      const what = parsed?.ok
        ? `${parsed.value.namespaces.join(', ')} by ${parsed.value.servers.join(', ')}`
        : 'no rule';
      return `${where} ${rule}: ${what}`;
    },
  };
}

export function linesOf(prepared: Result<{ readonly lines: readonly string[] }>): readonly string[] {
  return prepared.ok ? prepared.value.lines : [];
}

function parseRule(value: Json): Result<RuleValue> {
  const parsed = ruleValue.safeParse(value);
  if (parsed.success) return success(parsed.data);
  return failure(
    'SKY_HOST_PARAMETER',
    `${JSON.stringify(value)} is no name resolution rule.`,
    'Report this: the journal of this program holds something that it did not write.',
  );
}

/** The order of servers counts, that of domains does not. */
function canonical(value: Json): string {
  const parsed = parseRule(value);
  if (!parsed.ok) return JSON.stringify(value);
  return JSON.stringify([parsed.value.namespaces.toSorted(), parsed.value.servers]);
}
