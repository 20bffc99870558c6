import type { FieldsByKind } from '@skywriter/core';
import { type ManifestDocument, readDocument } from './document.ts';

/** One file as it is now. Documents are kept with their text, so that an edit reads anew only what it touched. */
export interface Manifest {
  readonly documents: readonly PlacedDocument[];
}

export interface PlacedDocument extends ManifestDocument {
  readonly text: string;
  /** The line of the file before its first. */
  readonly offset: number;
}

export function readManifest(text: string, before?: Manifest, fields?: FieldsByKind): Manifest {
  const known = new Map(before?.documents.map((document) => [document.text, document]));
  let offset = 0;
  const documents = splitDocuments(text).map((part) => {
    const document: PlacedDocument = {
      ...(known.get(part) ?? readDocument(part, fields)),
      text: part,
      offset,
    };
    offset += part.split('\n').length - 1;
    return document;
  });
  return { documents };
}

/**
 * Cuts at every `---` at the beginning of a line, as kubectl does and before YAML is parsed, so that a quote
 * or bracket that somebody forgot to close does not swallow the documents after it.
 */
function splitDocuments(text: string): string[] {
  return text.replace(/^\ufeff/, '').split(/^(?=---(?:\s|$))/m);
}
