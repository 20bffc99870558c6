import { kindRow } from './row.ts';

export const node = kindRow({
  kind: 'Node',
  group: '',
  version: 'v1',
  plural: 'nodes',
  namespaced: false,
  read(object, metadata) {
    const status = object.section('status');
    return {
      kind: 'Node',
      metadata,
      addresses: status.sections('addresses').map((entry) => ({
        type: entry.text('type') ?? '',
        address: entry.text('address') ?? '',
      })),
      unschedulable: object.section('spec').flag('unschedulable') ?? false,
      ready: status
        .sections('conditions')
        .some((condition) => condition.text('type') === 'Ready' && condition.text('status') === 'True'),
    };
  },
});
