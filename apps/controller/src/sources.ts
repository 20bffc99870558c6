import { type Source, sources } from '@skywriter/core';
import type { Configuration } from './config/schema.ts';

/** The sources of a configuration, each with its options and the prefixes of all. */
export function sourcesOf({ sources: wanted, annotationPrefixes }: Configuration): Source[] {
  return wanted.map((source) =>
    source.name === 'ingress'
      ? sources.ingress({ ...source.options, annotationPrefixes })
      : sources.service({ ...source.options, annotationPrefixes }),
  );
}
