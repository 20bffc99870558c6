import type { Claim, ObjectProblem, Origin } from '../claim/claim.ts';
import { type Name, parseName } from '../name/name.ts';
import { type KubernetesObject, refOf } from '../object/object.ts';
import type { Problem } from '../problem.ts';
import type { RecordType } from '../record/record-set.ts';
import type { Placed, Report } from './report.ts';
import type { SourceResult } from './source.ts';
import type { Targets } from './targets.ts';

/** A name that an object asks for, and by which rule. */
export interface Wanted {
  readonly name: Name;
  readonly rule: string;
}

/** Gathers what one object asks for: one claim for each name and type, the first rule being its origin. */
export interface Collector {
  readonly report: Report;
  /** Reads host names. What is none is reported and left out; of equal names the first counts. */
  names(hosts: Iterable<Placed>): Wanted[];
  /** Asks for a name. It stays pending if nobody gives it a target. */
  want(wanted: Wanted, targets: Targets): void;
  /** Claims in the order of name and type, whatever the order of asking. */
  result(ttl: number | undefined): SourceResult;
}

/** An annotation has room for a hundred thousand mistakes; who corrects them starts with the first. */
const MAX_PROBLEMS_PER_RULE = 20;

interface Asked {
  readonly rule: string;
  readonly types: Map<RecordType, { readonly rule: string; readonly targets: readonly string[] }>;
}

export function collector(object: KubernetesObject): Collector {
  const ref = refOf(object);
  const asked = new Map<Name, Asked>();
  const problems: ObjectProblem[] = [];
  const problemsAt = new Map<string, number>();
  const originOf = (rule: string): Origin => ({ object: ref, rule });

  const report: Report = (rule, problem, name) => {
    const count = (problemsAt.get(rule) ?? 0) + 1;
    problemsAt.set(rule, count);
    if (count > MAX_PROBLEMS_PER_RULE) return;
    problems.push({ ...problem, origin: originOf(rule), ...(name === undefined ? {} : { name }) });
  };

  return {
    report,

    names(hosts) {
      const found = new Map<Name, Wanted>();
      for (const { text, rule } of hosts) {
        const name = parseName(text);
        if (!name.ok) report(rule, name.problem);
        else if (!found.has(name.value)) found.set(name.value, { name: name.value, rule });
      }
      return [...found.values()];
    },

    want({ name, rule }, targets) {
      const at: Asked = asked.get(name) ?? { rule, types: new Map() };
      asked.set(name, at);
      for (const [type, values] of targets) {
        const usable = type === 'CNAME' ? withoutSelf(values, { name, rule }, report) : values;
        const before = at.types.get(type);
        if (before !== undefined) at.types.set(type, { ...before, targets: union(before.targets, usable) });
        else if (usable.length > 0) at.types.set(type, { rule, targets: usable });
      }
    },

    result(ttl) {
      const claims = [...asked].sort(byFirst).flatMap(([name, { rule, types }]): Claim[] => {
        if (types.size === 0) return [{ name, type: undefined, targets: [], ttl, origin: originOf(rule) }];
        return [...types].sort(byFirst).map(([type, given]) => ({
          name,
          type,
          targets: given.targets,
          ttl,
          origin: originOf(given.rule),
        }));
      });
      const omitted = [...problemsAt]
        .filter(([, count]) => count > MAX_PROBLEMS_PER_RULE)
        .map(([rule, count]) => ({ ...more(rule, count - MAX_PROBLEMS_PER_RULE), origin: originOf(rule) }));
      return { claims, problems: [...problems, ...omitted] };
    },
  };
}

function withoutSelf(targets: readonly string[], { name, rule }: Wanted, report: Report): readonly string[] {
  if (!targets.includes(name)) return targets;
  report(
    rule,
    {
      code: 'SKY_CNAME_SELF',
      message: `The name ${name} would be a CNAME to itself.`,
      hint: 'Give the object another target, or take the name out of it.',
    },
    name,
  );
  return targets.filter((target) => target !== name);
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return a === b ? a : [...new Set([...a, ...b])].sort();
}

function more(rule: string, count: number): Problem {
  return {
    code: 'SKY_PROBLEMS_MORE',
    message: `There are ${count} more problems at ${rule}.`,
    hint: 'Correct those listed first; the others are listed then.',
  };
}

function byFirst<T extends string>(a: readonly [T, unknown], b: readonly [T, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}
