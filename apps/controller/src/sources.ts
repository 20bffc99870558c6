import {
  parseSelector,
  parseTargets,
  parseTemplate,
  type ServiceOptions,
  type Source,
  sources,
  unwrap,
} from '@skywriter/core';
import type { Configuration } from './config/schema.ts';
import type { SourceConfiguration } from './config/sources.ts';

/** The sources of a configuration, each with its options and the prefixes of all. */
export function sourcesOf({ sources: wanted, annotationPrefixes }: Configuration): Source[] {
  return wanted.map((source) =>
    source.name === 'ingress'
      ? sources.ingress({ ...compiled(source.options), annotationPrefixes })
      : sources.service({ ...compiled(source.options), annotationPrefixes }),
  );
}

/** The options of the service source, where there is one. */
export function serviceOptionsOf(configuration: Configuration): ServiceOptions | undefined {
  const { annotationPrefixes } = configuration;
  const service = configuration.sources.find((source) => source.name === 'service');
  return service === undefined ? undefined : { ...compiled(service.options), annotationPrefixes };
}

/** What stands as text in a configuration, which has been checked when that was read, as sources take it. */
function compiled<O extends SourceConfiguration['options']>(options: O) {
  const { annotationFilter, forcedTargets, hostTemplates, hostTargetTemplates, ...rest } = options;
  return {
    ...rest,
    annotationFilter: unwrap(parseSelector(annotationFilter ?? '')),
    forcedTargets: unwrap(parseTargets(forcedTargets)),
    hostTemplate: unwrap(parseTemplate(hostTemplates)),
    hostTargetTemplate: unwrap(parseTemplate(hostTargetTemplates)),
  };
}
