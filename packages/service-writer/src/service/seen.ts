import { asFields, decodeStored, STORED, type Stored } from './stored.ts';

/** An owner reference, as far as it matters here. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** A Service as the API server told it. */
export interface SeenService {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly owners: readonly OwnerReference[];
  readonly headless: boolean;
  /** After it is deleted it stays until others have cleaned up after it. */
  readonly finalizers: boolean;
  /** Undefined where it says nothing of itself that we wrote. */
  readonly stored: Stored | undefined;
}

/** Reads what matters of a raw Service; undefined for what is none. */
export function readService(raw: unknown): SeenService | undefined {
  const { metadata, spec } = asFields(raw);
  const { name, uid, resourceVersion, labels, annotations, ownerReferences, finalizers } = asFields(metadata);
  if (typeof name !== 'string' || typeof uid !== 'string' || typeof resourceVersion !== 'string') {
    return undefined;
  }
  const texts = textsIn(annotations);
  const stored = decodeStored(texts[STORED] ?? '');
  return {
    name,
    uid,
    resourceVersion,
    labels: textsIn(labels),
    annotations: texts,
    owners: readOwners(ownerReferences),
    headless: asFields(spec).clusterIP === 'None',
    finalizers: Array.isArray(finalizers) && finalizers.length > 0,
    stored: stored?.service === name ? stored : undefined,
  };
}

/** The owner references in `metadata.ownerReferences`. */
export function readOwners(value: unknown): OwnerReference[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each) => {
    const { apiVersion, kind, name, uid } = asFields(each);
    return typeof apiVersion === 'string' &&
      typeof kind === 'string' &&
      typeof name === 'string' &&
      typeof uid === 'string'
      ? [{ apiVersion, kind, name, uid }]
      : [];
  });
}

/** Whether two states of a Service are the same for us: what else changes in it is no news. */
export function isSameService(a: SeenService | undefined, b: SeenService | undefined): boolean {
  return contentOf(a) === contentOf(b);
}

function contentOf(service: SeenService | undefined): string {
  if (service === undefined) return '';
  const { uid, labels, annotations, owners, headless } = service;
  return JSON.stringify([uid, sorted(labels), sorted(annotations), owners, headless]);
}

function sorted(entries: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
}

function textsIn(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asFields(value)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
