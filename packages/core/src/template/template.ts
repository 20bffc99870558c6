import type { Ingress, Service } from '../object/object.ts';
import { type Problem, type Result, success } from '../problem.ts';
import { execute } from './execute.ts';
import { problemOf, TemplateFault } from './fault.ts';
import { type FieldPath, fieldsOf } from './fields.ts';
import { functions, logic } from './functions.ts';
import { objectTypes } from './kubernetes-types.ts';
import { parse } from './parser.ts';
import { isRecord, typed } from './value.ts';

/** The kinds of objects that templates are for. */
export type TemplateKind = keyof typeof objectTypes;

/** A template of ExternalDNS: Go's `text/template`, read once, executed for each object. */
export interface Template {
  /**
   * What it makes of an object: the entries of its comma list, without white space around them and without
   * trailing dot, each once and sorted. `source` is what `isSource` knows.
   *
   * Problems: `SKY_TEMPLATE_FAILED`, `SKY_TEMPLATE_LIMIT`, `SKY_TEMPLATE_UNSUPPORTED`.
   */
  entries(object: Ingress | Service, source: string): Result<string[]>;
  /** The fields that it may need of objects of a kind beside those that every object has (`metadata`). */
  fields(kind: TemplateKind): readonly FieldPath[];
}

/** What objects have without a template. */
const ALWAYS_THERE: ReadonlySet<string> = new Set([
  'kind',
  'apiVersion',
  ...['name', 'namespace', 'uid', 'labels', 'annotations'].map((key) => `metadata.${key}`),
]);
/** Makes nothing of anything. */
export const noTemplate: Template = { entries: () => success([]), fields: () => [] };

const known: ReadonlySet<string> = new Set([...functions.keys(), ...logic]);
/** A configuration file that is longer is no template. */
const MAX_LENGTH = 16 * 1024;

/**
 * Reads the values of a repeated template flag, which are joined by commas; {@link noTemplate} if they say nothing.
 * Each must be complete, though later ones see the variables of earlier ones.
 *
 * Problems: `SKY_TEMPLATE_SYNTAX`, `SKY_TEMPLATE_UNSUPPORTED`, `SKY_TEMPLATE_LIMIT`.
 */
export function parseTemplate(texts: readonly string[]): Result<Template> {
  const source = texts.join(',');
  let text = source;
  try {
    if (source.length > MAX_LENGTH)
      throw new TemplateFault('SKY_TEMPLATE_LIMIT', `it is longer than ${MAX_LENGTH} characters`);
    for (let count = 1; count < texts.length; count += 1) {
      text = texts.slice(0, count).join(',');
      parse(text, known);
    }
    text = source;
    const syntax = parse(source, known);
    if (source.trim() === '') return success(noTemplate);
    return success({
      entries(object, source) {
        try {
          return success(entriesOf(execute(syntax, dataOf(object), source)));
        } catch (error) {
          return { ok: false, problem: faultOf(error, text) };
        }
      },
      fields: (kind) =>
        fieldsOf(syntax, objectTypes[kind].type).filter(
          (path) => !ALWAYS_THERE.has(path.slice(0, 2).join('.')),
        ),
    });
  } catch (error) {
    return { ok: false, problem: faultOf(error, text) };
  }
}

function faultOf(error: unknown, text: string): Problem {
  if (error instanceof TemplateFault) return problemOf(error, text);
  throw error;
}

/** An object as Go has it: what every object keeps, and the fields that templates asked for. */
function dataOf(object: Ingress | Service) {
  const { type, apiVersion } = objectTypes[object.kind];
  const { fields = {}, kind } = object;
  const { namespace, name, uid, labels, annotations } = object.metadata;
  const more = isRecord(fields.metadata) ? fields.metadata : {};
  return typed(type, {
    ...fields,
    kind,
    apiVersion,
    metadata: { ...more, namespace, name, uid, labels, annotations },
  });
}

function entriesOf(text: string): string[] {
  const entries = text.split(',').map((entry) => entry.trim().replace(/\.$/, ''));
  return [...new Set(entries)].filter((entry) => entry !== '').sort();
}
