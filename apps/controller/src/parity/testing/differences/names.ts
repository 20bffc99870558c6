import { hostsOf } from '../askers.ts';
import type { Difference } from '../difference.ts';
import { canonicalName } from '../records.ts';

/** An entry of a list with nothing in it is a name; of Pods and ports, `<host name>.` and `_x._tcp.`. */
export const emptyName: Difference = {
  id: 'empty-name',
  corrected: ({ theirs, askers }) => {
    const below = new Set(
      askers.objects.filter((object) => hostsOf(object).includes('')).map(({ metadata }) => metadata.name),
    );
    return theirs.filter(
      ({ name }) =>
        name !== '' &&
        !(!name.includes('.') && below.has(name.replace(/-\d+$/, ''))) &&
        !/^_[^.]+\._[a-z]+$/.test(name),
    );
  },
};

/** A slash in a host makes another name of it. */
export const slash: Difference = {
  id: 'slash',
  corrected: ({ theirs, askers }) => {
    const made = askers.objects
      .flatMap(hostsOf)
      .filter((host) => host.includes('/'))
      .map((host) => host.split('.').reverse().join('/').split('/').reverse().join('.'));
    return theirs.filter(({ name }) => !made.some((other) => name === other || name.endsWith(`.${other}`)));
  },
};

export const noHostName: Difference = {
  id: 'no-host-name',
  corrected: ({ theirs }) =>
    theirs.filter(({ name }) => canonicalName(name) !== undefined && !name.endsWith('.')),
};

export const wildcard: Difference = {
  id: 'wildcards',
  corrected: ({ theirs }) => theirs.filter(({ name }) => !/(?:^|\.)(?:\*|any)(?:\.|$)/i.test(name)),
};

/** Lower case and A-labels are what CoreDNS looks up. */
export const spelling: Difference = {
  id: 'case-and-unicode',
  corrected: ({ theirs }) =>
    theirs.map((row) => {
      const name = canonicalName(row.name) ?? row.name;
      return name === row.name ? row : { ...row, name };
    }),
};
