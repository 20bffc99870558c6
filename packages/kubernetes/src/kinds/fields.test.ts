import { unwrap } from '@skywriter/core';
import { expect, it } from 'vitest';
import { withFields } from './fields.ts';
import { kindRows } from './kinds.ts';

const raw = {
  metadata: { name: 'a', namespace: 'shop', generation: 3, managedFields: [{}] },
  spec: { type: 'LoadBalancer', loadBalancerIP: '192.0.2.1', sessionAffinity: 'None' },
};

it.each([
  ['nothing', undefined, undefined],
  ['nothing of another kind', { Ingress: [['spec']] }, undefined],
  ['nothing that is not there', { Service: [['status', 'x']] }, undefined],
  ['one field', { Service: [['spec', 'loadBalancerIP']] }, { spec: { loadBalancerIP: '192.0.2.1' } }],
  [
    'whole sections, without managed fields',
    { Service: [['spec'], ['metadata']] },
    { spec: raw.spec, metadata: { name: 'a', namespace: 'shop', generation: 3 } },
  ],
])('keeps %s', (_, fields, kept) => {
  const object = unwrap(withFields(kindRows.Service, fields).project(raw));
  expect('fields' in object ? object.fields : undefined).toStrictEqual(kept);
  const { fields: _kept, ...rest } = { fields: undefined, ...object };
  expect(rest).toStrictEqual(unwrap(kindRows.Service.project(raw)));
});

it('says what is wrong in an object as without', () => {
  const row = withFields(kindRows.Service, { Service: [['spec']] });
  expect(row.project({ metadata: { name: 'a' }, spec: 7 })).toMatchObject({
    ok: false,
    problem: { code: 'SKY_OBJECT_FIELD' },
  });
});
