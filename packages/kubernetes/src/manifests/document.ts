import type { FieldsByKind, Kind, KubernetesObject, Problem } from '@skywriter/core';
import { isCollection, isNode, LineCounter, parseDocument } from 'yaml';
import { withFields } from '../kinds/fields.ts';
import { rowOf } from '../kinds/kinds.ts';
import { identityOf, type KindRow } from '../kinds/row.ts';
import { type FieldPath, isRecord } from '../kinds/section.ts';

/** What is wrong at a line. */
export interface LineProblem extends Problem {
  /** Counted from 1, from the beginning of the document. */
  readonly line: number;
}

/** An object that is named but cannot be read; what was known of it stays. */
export interface UnreadObject {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
}

/** One YAML document. */
export interface ManifestDocument {
  readonly objects: readonly { readonly object: KubernetesObject; readonly line: number }[];
  readonly unread: readonly UnreadObject[];
  readonly problems: readonly LineProblem[];
  /** It cannot be said which objects are in it. */
  readonly malformed: boolean;
  /** Objects of kinds that no source reads. */
  readonly ignored: number;
}

interface Draft {
  readonly objects: { object: KubernetesObject; line: number }[];
  readonly unread: UnreadObject[];
  readonly problems: LineProblem[];
  malformed: boolean;
  ignored: number;
}

/** Reads one document: an object, or a `List` of objects. JSON is YAML. */
export function readDocument(text: string, fields: FieldsByKind = {}): ManifestDocument {
  const lines = new LineCounter();
  // Merge keys and the rest as kubectl takes them; warnings are about tags, which no manifest has.
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    logLevel: 'error',
  });
  const draft: Draft = { objects: [], unread: [], problems: [], malformed: false, ignored: 0 };
  const lineOf = (path: FieldPath): number => {
    // The nearest thing above a missing field is where it would have to be written.
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return document.contents?.range ? lines.linePos(document.contents.range[0]).line : 1;
  };
  const [error] = document.errors;
  if (error !== undefined) {
    malformed(draft, lines.linePos(error.pos[0]).line, `This is not valid YAML: ${sentence(error.message)}`);
    return draft;
  }
  if (document.contents === null || (!isCollection(document.contents) && document.toJS() === null))
    return draft;
  try {
    readObject(document.toJS(), [], { draft, lineOf, fields });
  } catch (thrown) {
    // Aliases are followed only here: unknown ones, and bombs.
    malformed(draft, 1, `This is not valid YAML: ${sentence(thrown instanceof Error ? thrown.message : '')}`);
  }
  return draft;
}

interface Reading {
  readonly draft: Draft;
  readonly lineOf: (path: FieldPath) => number;
  readonly fields: FieldsByKind;
}

function readObject(raw: unknown, path: FieldPath, reading: Reading): void {
  const { draft, lineOf, fields } = reading;
  const { apiVersion, kind, items } = isRecord(raw) ? raw : {};
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    malformed(draft, lineOf(path), 'This is not a Kubernetes object: it has no apiVersion and kind.');
  } else if (apiVersion === 'v1' && kind === 'List' && Array.isArray(items)) {
    for (const [index, item] of items.entries()) readObject(item, [...path, 'items', index], reading);
  } else {
    const row = rowOf(apiVersion, kind);
    if (row === undefined) draft.ignored += 1;
    else projectObject(withFields(row, fields), raw, path, reading);
  }
}

function projectObject(row: KindRow, raw: unknown, path: FieldPath, { draft, lineOf }: Reading): void {
  const projected = row.project(raw);
  if (projected.ok) {
    draft.objects.push({ object: projected.value, line: lineOf(path) });
    return;
  }
  const { path: field, ...problem } = projected.problem;
  draft.problems.push({ ...problem, line: lineOf([...path, ...field]) });
  const identity = identityOf(row, raw);
  if (identity === undefined) draft.malformed = true;
  else draft.unread.push({ kind: row.kind, ...identity });
}

function malformed(draft: Draft, line: number, message: string): void {
  draft.malformed = true;
  draft.problems.push({
    code: 'SKY_MANIFEST_DOCUMENT',
    message,
    hint: 'Correct the document; until then what was read from this file before stays.',
    line,
  });
}

function sentence(text: string): string {
  const first =
    text
      .split('\n', 1)[0]
      ?.trim()
      .replace(/[.:]+$/, '') ?? '';
  return `${first === '' ? 'unreadable' : first}.`;
}
