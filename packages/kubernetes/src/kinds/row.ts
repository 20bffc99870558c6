import type { Kind, KubernetesObject, Metadata, Problem } from '@skywriter/core';
import { FieldMismatch, type FieldPath, formatPath, isRecord, Section } from './section.ts';

/** A problem with one field of one object. Code: `SKY_OBJECT_FIELD`. */
export interface FieldProblem extends Problem {
  readonly path: FieldPath;
}

export type Projected =
  | { readonly ok: true; readonly value: KubernetesObject }
  | { readonly ok: false; readonly problem: FieldProblem };

/** What the reflector and the manifest reader know of one kind. */
export interface KindRow {
  readonly kind: Kind;
  /** API group; empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** The resource in the URL and in RBAC rules. */
  readonly plural: string;
  readonly namespaced: boolean;
  /** No API server has it: it comes from manifests and from programs. */
  readonly local?: true;
  /** Keeps the fields that sources read; an object it cannot read is a problem of that object only. */
  project(raw: unknown): Projected;
}

type RowFields = Omit<KindRow, 'project'> & {
  readonly read: (object: Section, metadata: Metadata) => KubernetesObject;
};

/** `kubectl apply` repeats the whole object in it. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Where kubectl puts an object whose manifest names no namespace. */
const DEFAULT_NAMESPACE = 'default';

export function kindRow({ read, ...row }: RowFields): KindRow {
  return {
    ...row,
    project(raw) {
      try {
        const object = Section.of(raw);
        const metadata = readMetadata(object.section('metadata'), row.namespaced);
        return { ok: true, value: read(object, metadata) };
      } catch (error) {
        if (error instanceof FieldMismatch) return { ok: false, problem: fieldProblem(row, raw, error) };
        throw error;
      }
    },
  };
}

/** Which object it is, also where the rest of it cannot be read; undefined where not even that can. */
export function identityOf(
  { namespaced }: Pick<KindRow, 'namespaced'>,
  raw: unknown,
): { namespace: string; name: string } | undefined {
  const { metadata } = isRecord(raw) ? raw : {};
  const { namespace, name } = isRecord(metadata) ? metadata : {};
  if (typeof name !== 'string' || name === '') return undefined;
  if (!namespaced) return { namespace: '', name };
  return {
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : DEFAULT_NAMESPACE,
    name,
  };
}

function readMetadata(metadata: Section, namespaced: boolean): Metadata {
  const uid = metadata.text('uid');
  const createdAt = readTime(metadata, 'creationTimestamp');
  return {
    namespace: namespaced ? (readSegment(metadata, 'namespace') ?? DEFAULT_NAMESPACE) : '',
    name: readSegment(metadata, 'name') ?? missing(metadata, 'name'),
    ...(uid !== undefined && { uid }),
    ...(createdAt !== undefined && { createdAt }),
    labels: Object.fromEntries(metadata.textEntries('labels')),
    annotations: Object.fromEntries(
      metadata.textEntries('annotations').filter(([key]) => key !== LAST_APPLIED),
    ),
  };
}

/** A name that stands in a URL path and in the identity `namespace/name` (Kubernetes, path segment names). */
function readSegment(metadata: Section, key: string): string | undefined {
  const text = metadata.text(key);
  if (text === undefined || text === '') return undefined;
  if (/[/%]/.test(text)) throw metadata.mismatch(key, 'a name without "/" and "%"');
  return text;
}

function missing(metadata: Section, key: string): never {
  throw metadata.mismatch(key, 'a name');
}

function readTime(metadata: Section, key: string): number | undefined {
  const text = metadata.text(key);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw metadata.mismatch(key, 'an RFC 3339 time');
  return time;
}

function fieldProblem(
  row: Pick<KindRow, 'kind' | 'namespaced'>,
  raw: unknown,
  { path, expected, found }: FieldMismatch,
): FieldProblem {
  const place = path.length === 0 ? 'it' : formatPath(path);
  return {
    code: 'SKY_OBJECT_FIELD',
    message: `${row.kind} ${nameOf(row, raw)}: ${place} is ${found === 'missing' ? found : `${found}, not ${expected}`}.`,
    hint:
      expected === 'a string' && found !== 'missing'
        ? 'Put it in quotes if it is meant as text.'
        : `Write ${expected}.`,
    path,
  };
}

function nameOf(row: Pick<KindRow, 'namespaced'>, raw: unknown): string {
  const identity = identityOf(row, raw);
  if (identity === undefined) return 'without a name';
  const { namespace, name } = identity;
  const shown = namespace === '' ? name : `${namespace}/${name}`;
  return /^[\w./-]{1,200}$/.test(shown) ? shown : JSON.stringify(shown.slice(0, 200));
}
