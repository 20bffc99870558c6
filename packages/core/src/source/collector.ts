import type { Claim, ObjectProblem, Origin } from '../claim/claim.ts';
import { type Name, parseName } from '../name/name.ts';
import { type KubernetesObject, refOf } from '../object/object.ts';
import type { Problem } from '../problem.ts';
import type { RecordType } from '../record/record-set.ts';
import type { Placed, Report } from './report.ts';
import type { SourceResult } from './source.ts';
import { noTargets, type Targets } from './targets.ts';

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
  /** Asks for a name. It stays pending if nobody gives it a target, or if targets are said to lack. */
  want(wanted: Wanted, targets: Targets, lacking?: boolean): void;
  /** Claims in the order of name and type, whatever the order of asking; of a name, what is pending last. */
  result(ttl: number | undefined, reverse?: boolean): SourceResult;
}

/** An annotation has room for a hundred thousand mistakes; who corrects them starts with the first. */
const MAX_PROBLEMS_PER_RULE = 20;

const POINTING: readonly RecordType[] = ['A', 'AAAA', 'CNAME'];

interface Asked {
  readonly rule: string;
  lacking: boolean;
  readonly types: Map<RecordType, { readonly rule: string; readonly targets: readonly string[] }>;
}

/** With `forced` targets, every name that points at anything points at these. */
export function collector(object: KubernetesObject, forced: Targets = noTargets): Collector {
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

    want({ name, rule }, targets, lacking = false) {
      const at: Asked = asked.get(name) ?? { rule, lacking: false, types: new Map() };
      asked.set(name, at);
      const isForced = forced.size > 0 && POINTING.some((type) => targets.has(type));
      at.lacking ||= lacking && !isForced;
      for (const [type, values] of isForced ? forced : targets) {
        const usable = type === 'CNAME' ? withoutSelf(values, { name, rule }, report) : values;
        const before = at.types.get(type);
        if (before !== undefined) at.types.set(type, { ...before, targets: union(before.targets, usable) });
        else if (usable.length > 0) at.types.set(type, { rule, targets: usable });
      }
    },

    result(ttl, reverse) {
      const said = { ttl, ...(reverse !== undefined && { reverse }) };
      const claims = [...asked].sort(byFirst).flatMap(([name, { rule, types, lacking }]): Claim[] => {
        const live = [...types].sort(byFirst).map(([type, given]) => ({
          name,
          type,
          targets: given.targets,
          ...said,
          origin: originOf(given.rule),
        }));
        if (live.length > 0 && !lacking) return live;
        return [...live, { name, type: undefined, targets: [], ...said, origin: originOf(rule) }];
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
