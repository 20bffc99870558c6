import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { jsonSchema } from './json-schema.ts';

describe('the shipped JSON Schema', () => {
  test('is that of the code (`skywriter schema > apps/controller/skywriter.schema.json`)', () => {
    const shipped = readFileSync(new URL('../../skywriter.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(shipped)).toEqual(JSON.parse(jsonSchema()));
  });

  test('says that an output has exactly one writer', () => {
    const schema = JSON.parse(jsonSchema());
    expect(schema.properties.outputs.items.oneOf).toContainEqual({ required: ['skydns'] });
    expect(schema.additionalProperties).toBe(false);
  });
});
