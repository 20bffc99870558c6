import * as z from 'zod';
import { nearest } from '../text/nearest.ts';
import { formatPath } from './problem.ts';

/** A problem before it knows its file: where, what, and what to do. */
export interface Finding {
  readonly code: 'SKY_CONFIG_KEY' | 'SKY_CONFIG_VALUE' | 'SKY_CONFIG_RULE' | 'SKY_CONFIG_UNSUPPORTED';
  readonly path: readonly PropertyKey[];
  /** The key of the map at `path` that is meant, where the key is the problem and not a value. */
  readonly key?: string;
  /** For an unknown key: the key that was probably meant. */
  readonly means?: string;
  /** The value at `path` is required and not there. */
  readonly missing?: true;
  readonly message: string;
  readonly hint: string;
}

type Issue = z.core.$ZodIssue;

/** Turns what zod found into one sentence and one hint each; the hint is the schema's own description. */
export function explain(issue: Issue, root: z.core.$ZodType): Finding[] {
  const { path } = issue;
  const where = path.length === 0 ? 'The configuration' : `\`${formatPath(path)}\``;
  const value = (message: string, hint = describe(root, path)): Finding[] => [
    { code: 'SKY_CONFIG_VALUE', path, message: `${where} ${message}.`, hint },
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, knownKeys(root, path)));
    case 'invalid_type':
      return isMissing(issue)
        ? value('is missing').map((finding) => ({ ...finding, missing: true }))
        : value(`must be ${article(issue.expected)}`);
    case 'invalid_value':
      return value(...oneOf(issue.values.map(String), issue.input));
    case 'invalid_union':
      return closestBranch(issue).flatMap((inner) =>
        explain({ ...inner, path: [...path, ...inner.path] }, root),
      );
    case 'too_small':
      return value(
        issue.origin === 'string' || issue.origin === 'array'
          ? 'must not be empty'
          : `must be at least ${issue.minimum}`,
      );
    case 'too_big':
      return value(`must be at most ${issue.maximum}`);
    case 'invalid_format':
      return value('does not have the right form');
    case 'custom': {
      const hint: unknown = issue.params?.hint;
      return [
        {
          code: 'SKY_CONFIG_VALUE',
          path,
          message: `${where}: ${issue.message}`,
          hint: typeof hint === 'string' ? hint : describe(root, path),
        },
      ];
    }
    default:
      return value('is not valid');
  }
}

/** Needs `reportInput`; YAML itself has no undefined, so that is what is not there. */
function isMissing(issue: z.core.$ZodIssueInvalidType): boolean {
  return issue.input === undefined;
}

function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): Finding {
  const meant = nearest(key, known);
  const where = path.length === 0 ? '' : ` in \`${formatPath(path)}\``;
  return {
    code: 'SKY_CONFIG_KEY',
    path,
    key,
    ...(meant === undefined ? {} : { means: meant }),
    message: `The key \`${key}\`${where} is unknown.`,
    hint: meant === undefined ? `Known keys: ${known.join(', ')}.` : `Did you mean \`${meant}\`?`,
  };
}

function oneOf(values: readonly string[], input: unknown): [message: string, hint?: string] {
  const meant = typeof input === 'string' ? nearest(input, values) : undefined;
  const message = `must be one of ${values.join(', ')}`;
  return meant === undefined ? [message] : [message, `Did you mean \`${meant}\`?`];
}

/** Of the forms that a value may have, the one it was meant to have: its type fits, its content does not. */
function closestBranch(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] {
  const fitting = issue.errors.find(
    (branch) =>
      !branch.some((inner) => /^invalid_(?:type|value)$/.test(inner.code) && inner.path.length === 0),
  );
  return fitting ?? issue.errors[0] ?? [];
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = {
    object: 'a map',
    record: 'a map',
    array: 'a list',
    string: 'a text',
    boolean: 'true or false',
    int: 'a whole number',
    number: 'a number',
  };
  return names[type] ?? `a ${type}`;
}

function describe(root: z.core.$ZodType, path: readonly PropertyKey[]): string {
  const description = schemaAt(root, path)?.description;
  if (description !== undefined) return description;
  return 'See the README of skywriter for what may stand here.';
}

function knownKeys(root: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  return Object.keys(shapeOf(schemaAt(root, path)?.schema) ?? {});
}

/** The schema at a path, and the nearest description on the way into it. */
function schemaAt(
  root: z.core.$ZodType,
  path: readonly PropertyKey[],
): { schema: z.core.$ZodType; description: string | undefined } | undefined {
  let at = unwrap(root);
  for (const step of path) {
    const { schema } = at;
    const next =
      schema instanceof z.core.$ZodArray ? schema._zod.def.element : shapeOf(schema)?.[String(step)];
    if (next === undefined) return undefined;
    at = unwrap(next);
  }
  return at;
}

/** Through optional, default, transform and union to what is inside, where the keys are. */
function unwrap(schema: z.core.$ZodType): { schema: z.core.$ZodType; description: string | undefined } {
  const description = z.globalRegistry.get(schema)?.description;
  const inside = insideOf(schema);
  if (inside === undefined) return { schema, description };
  const inner = unwrap(inside);
  return { schema: inner.schema, description: description ?? inner.description };
}

function shapeOf(schema: z.core.$ZodType | undefined): Readonly<Record<string, z.core.$ZodType>> | undefined {
  return schema instanceof z.core.$ZodObject ? schema._zod.def.shape : undefined;
}

function insideOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.core.$ZodExactOptional) return schema._zod.def.innerType;
  if (schema instanceof z.core.$ZodOptional) return schema._zod.def.innerType;
  if (schema instanceof z.core.$ZodDefault) return schema._zod.def.innerType;
  if (schema instanceof z.core.$ZodPrefault) return schema._zod.def.innerType;
  if (schema instanceof z.core.$ZodPipe) return schema._zod.def.in;
  if (schema instanceof z.core.$ZodUnion) {
    return schema._zod.def.options.find((option) => shapeOf(option) !== undefined);
  }
  return undefined;
}
