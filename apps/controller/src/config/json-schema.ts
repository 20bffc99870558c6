import * as z from 'zod';
import { writers } from './outputs.ts';
import { schema } from './schema.ts';

/** The JSON Schema of the configuration file, for editors: the text of `skywriter.schema.json`. */
export function jsonSchema(): string {
  const generated = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema: node }) => {
      // Whole numbers are bounded by what JavaScript can count to; readers of a schema need not know.
      if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
      // zod knows the writers as optional keys; that exactly one must be there is a rule of ours.
      if (isOutput(zodSchema)) node.oneOf = writers.map((writer) => ({ required: [writer] }));
    },
  });
  return `${JSON.stringify(generated, undefined, 2)}\n`;
}

function isOutput(candidate: z.core.$ZodType): boolean {
  return candidate instanceof z.ZodObject && writers.every((writer) => writer in candidate.shape);
}
