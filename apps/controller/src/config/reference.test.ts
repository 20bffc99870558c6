import { expect, test } from 'vitest';
import { jsonSchema } from './json-schema.ts';
import { reference } from './reference.ts';

// `npm test -- --project controller reference --update` writes it anew.
test('the documented keys are those of the schema', async () => {
  const text = reference(JSON.parse(jsonSchema()));
  await expect(text).toMatchFileSnapshot('../../../../docs/configuration-reference.md');
});

test('a key is shown with its default, its values, and whether it is required', () => {
  const text = reference({
    required: ['owner'],
    properties: {
      owner: { type: 'string', description: 'Who.' },
      outputs: {
        items: { properties: { policy: { enum: ['sync', 'off'], default: 'sync', description: 'How.' } } },
      },
    },
  });
  expect(text).toContain('| `owner` | required | Who. |');
  expect(text).toContain('| `outputs[].policy` | `"sync"` | How. One of `sync`, `off`. |');
});
