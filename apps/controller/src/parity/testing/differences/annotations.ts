import { OLD_PREFIX } from '../annotations.ts';
import { annotation, hostsOf, mentions } from '../askers.ts';
import type { Difference } from '../difference.ts';
import type { Manifest } from '../manifest.ts';
import { canonicalName } from '../records.ts';
import { withMissing, withOurs } from './missing.ts';

/** Only one prefix of annotations is read. */
export const onePrefix: Difference = {
  id: 'one-prefix',
  corrected: (situation) =>
    situation.words.some((word) => word.startsWith('--annotation-prefix'))
      ? situation.theirs
      : withOurs(
          situation,
          (name) => name.endsWith('.old.test') && situation.askers.of(name).some(isOfOldPrefix),
        ),
};

/** With an unknown value an Ingress has no names; for Skywriter it counts as absent. */
export const hostnameSource: Difference = {
  id: 'unknown-hostname-source',
  corrected: (situation) =>
    withMissing(situation, (object, { value }) => hasUnknownSource(object) && mentions(object, value)),
};

/** Nothing but space and commas is a target, and the smallest of all; for Skywriter it is none. */
export const blankTarget: Difference = {
  id: 'blank-target',
  corrected: (situation) =>
    withMissing(situation, (object, { name, type, value }) => {
      const askers = type === 'CNAME' ? situation.askers.of(name) : [object];
      return (
        mentions(object, value) && askers.some((asker) => /^[ ,]+$/.test(annotation(asker, 'target') ?? ''))
      );
    }),
};

/** A TTL with space around it is none. */
export const spaceAroundTtl: Difference = {
  id: 'space-around-ttl',
  corrected: ({ theirs, ours, askers }) =>
    theirs.map((row) => {
      const own = ours.find(
        ({ name, type, value }) => name === row.name && type === row.type && value === row.value,
      );
      const spaced = askers.of(row.name).some((object) => /^\s|\s$/.test(annotation(object, 'ttl') ?? ''));
      return own !== undefined && own.ttl < row.ttl && spaced ? own : row;
    }),
};

/**
 * A template is for objects without names. What has no name, or none that is one, depends on the other differences:
 * ExternalDNS counts names that are none, and does not see those of the other prefix or of an unknown source.
 */
export const namesAndTemplates: Difference = {
  id: 'names-that-keep-a-template-away',
  corrected: (situation) =>
    withOurs(
      situation,
      (name) =>
        name.endsWith('.template.test') &&
        situation.askers
          .of(name)
          .some(
            (object) =>
              isOfOldPrefix(object) ||
              hasUnknownSource(object) ||
              annotation(object, 'target') !== undefined ||
              hostsOf(object).some(isNone) ||
              pointsAtItself(object),
          ),
    ),
};

function isNone(host: string): boolean {
  return canonicalName(host) === undefined || /(?:^|\.)(?:\*|any)\./.test(host);
}

function pointsAtItself(object: Manifest): boolean {
  const targets = JSON.stringify(object.status ?? '');
  return hostsOf(object).some((host) => targets.includes(`"${host}"`));
}

function isOfOldPrefix({ metadata }: Manifest): boolean {
  return Object.keys(metadata.annotations ?? {}).some((key) => key.startsWith(OLD_PREFIX));
}

function hasUnknownSource(object: Manifest): boolean {
  const given = annotation(object, 'ingress-hostname-source');
  const known = given === undefined || /^(?:defined-hosts-only|annotation-only)$/i.test(given);
  return object.kind === 'Ingress' && !known;
}
