import type { Problem, RecordSet, RecordType } from '@skywriter/core';
import type { Settings } from './settings.ts';

/** ExternalDNS makes these of the target annotation: of an address A or AAAA, of anything else CNAME. */
const expressible: ReadonlySet<RecordType> = new Set(['A', 'AAAA', 'CNAME']);

/** Why the record sets of a name cannot be published by a Service; empty if they can. */
export function refusals(
  recordSets: readonly RecordSet[],
  { byName, output }: Pick<Settings, 'byName' | 'output'>,
): readonly Problem[] {
  return recordSets.flatMap(({ name, type }): Problem[] => {
    if (!byName.has(name)) {
      return [
        {
          code: 'SKY_SERVICE_UNCONFIGURED',
          message: `The output ${output} has no record for ${name}.`,
          hint: 'Add a record with this hostname and the name of its Service.',
        },
      ];
    }
    if (expressible.has(type)) return [];
    return [
      {
        code: 'SKY_SERVICE_TYPE',
        message: `The annotations of a Service cannot say the ${type} records of ${name}.`,
        hint: 'Only A, AAAA and CNAME can be published in this way.',
      },
    ];
  });
}
