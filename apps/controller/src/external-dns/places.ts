import { explain } from '../config/explain.ts';
import { formatPath } from '../config/problem.ts';
import { schema } from '../config/schema.ts';
import type { ArgumentProblem } from './problems.ts';

/** Where each flag goes, for values that only the configuration can judge. */
const flagsByPath: readonly (readonly [path: RegExp, flag: string])[] = [
  [/^owner$/, 'txt-owner-id'],
  [/^annotationPrefixes/, 'annotation-prefix'],
  [/^metrics/, 'metrics-address'],
  [/^guards\.massDeletion\.share/, 'mass-deletion-share'],
  [/^guards\.massDeletion\.release/, 'release-deletions'],
  [/\.skydns\.prefix$/, 'coredns-prefix'],
  [/^kubernetes\.labelSelector$/, 'label-filter'],
  [/\.annotationFilter$/, 'annotation-filter'],
  [/\.hostTemplates/, 'fqdn-template'],
  [/\.hostTargetTemplates/, 'fqdn-target-template'],
  [/\.forcedTargets/, 'default-targets'],
  [/^derive\.nat64Networks/, 'nat64-networks'],
  [/\.zones|\.filter\.include\[/, 'domain-filter'],
  [/\.filter\.exclude\[/, 'exclude-domains'],
  [/\.filter\.includeRegex/, 'regex-domain-filter'],
  [/\.filter\.excludeRegex/, 'regex-domain-exclusion'],
];

/** What the configuration says against a value, told of the flag that it came from. */
export function ofFlag(issue: Parameters<typeof explain>[0]): ArgumentProblem[] {
  return explain(issue, schema).flatMap(({ path, message, hint }) => {
    const where = formatPath(path);
    // What is missing because of a flag has been told with that flag.
    if (/^(?:sources|log)$/.test(where)) return [];
    const flag = flagsByPath.find(([pattern]) => pattern.test(where))?.[1];
    const told = flag === undefined ? message : message.replace(/^`[^`]*`:?/, `--${flag}:`);
    return [{ code: 'SKY_FLAG_VALUE', message: told, hint }];
  });
}
