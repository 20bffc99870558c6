import {
  parseSelector,
  parseTargets,
  parseTemplate,
  type ServiceOptions,
  type Source,
  sources,
  unwrap,
} from '@skywriter/core';
import { recordOf } from './config/endpoints.ts';
import type { Configuration } from './config/schema.ts';
import type { SourceConfiguration } from './config/sources.ts';

/** The sources of a configuration, each with its options and the prefixes of all. */
export function sourcesOf({ sources: wanted, annotationPrefixes }: Configuration): Source[] {
  return wanted.map((source) => sourceOf(source, annotationPrefixes));
}

function sourceOf(source: SourceConfiguration, annotationPrefixes: readonly string[]): Source {
  switch (source.name) {
    case 'ingress':
      return sources.ingress({ ...compiled(source.options), annotationPrefixes });
    case 'service':
      return sources.service({ ...compiled(source.options), annotationPrefixes });
    case 'endpointslice':
      return sources.endpointslice({ ...source.options, records: source.options.records.map(recordOf) });
  }
}

/** The options of the service source, where there is one. */
export function serviceOptionsOf(configuration: Configuration): ServiceOptions | undefined {
  const { annotationPrefixes } = configuration;
  const service = configuration.sources.find((source) => source.name === 'service');
  return service === undefined ? undefined : { ...compiled(service.options), annotationPrefixes };
}

/** A source that reads names from objects. */
type AnnotatedSource = Exclude<SourceConfiguration, { readonly name: 'endpointslice' }>;

/** What stands as text in a configuration, which has been checked when that was read, as sources take it. */
function compiled<O extends AnnotatedSource['options']>(options: O) {
  const { annotationFilter, forcedTargets, hostTemplates, hostTargetTemplates, ...rest } = options;
  return {
    ...rest,
    annotationFilter: unwrap(parseSelector(annotationFilter ?? '')),
    forcedTargets: unwrap(parseTargets(forcedTargets)),
    hostTemplate: unwrap(parseTemplate(hostTemplates)),
    hostTargetTemplate: unwrap(parseTemplate(hostTargetTemplates)),
  };
}
