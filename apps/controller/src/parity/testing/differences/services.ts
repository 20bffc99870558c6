import { annotation } from '../askers.ts';
import type { Difference } from '../difference.ts';
import { withMissing } from './missing.ts';

/** Of a Service with two cluster IPs it publishes the first. */
export const clusterIps: Difference = {
  id: 'second-cluster-ip',
  corrected: (situation) =>
    withMissing(
      situation,
      ({ kind }, { name, value, type }) =>
        kind === 'Service' &&
        /^(?:10\.96\.|fd00:96:)/.test(value) &&
        situation.ours.some((row) => row.name === name && row.type !== type),
    ),
};

/** Of a Pod's node it publishes the first address. */
export const hostIps: Difference = {
  id: 'second-host-ip',
  corrected: (situation) => {
    const everywhere = situation.words.includes('--publish-host-ip');
    return withMissing(
      situation,
      (object, { value }) =>
        object.kind === 'Service' &&
        value.startsWith('fd00::') &&
        (everywhere || annotation(object, 'endpoints-type') === 'HostIP'),
    );
  },
};

/** It watches nodes only if NodePort Services are among the types. */
export const nodesUnread: Difference = {
  id: 'nodes-of-unread-types',
  corrected: (situation) => {
    const types = situation.words.filter((word) => word.startsWith('--service-type-filter='));
    return types.length === 0 || types.some((word) => word.endsWith('=NodePort'))
      ? situation.theirs
      : withMissing(
          situation,
          (object, { value }) =>
            annotation(object, 'endpoints-type') === 'NodeExternalIP' && value.startsWith('198.51.100.'),
        );
  },
};

/** Endpoints that are no Pods of the Service. */
export const noPods: Difference = {
  id: 'endpoints-without-pods',
  corrected: (situation) =>
    withMissing(
      situation,
      ({ metadata, spec }) =>
        /^(?:m\d+|db)$/.test(metadata.name) &&
        JSON.stringify(spec).includes('"clusterIP":"None"') &&
        !JSON.stringify(spec).includes('"selector"'),
    ),
};

/** Nodes on which no endpoint of the Service can be reached: what arrives there is dropped. */
export const nodesThatDrop: Difference = {
  id: 'nodes-that-drop-it',
  corrected: ({ theirs, ours, askers }) => {
    const reached = new Set(ours.map(({ name, value }) => `${name} ${value}`));
    return theirs.filter(
      ({ name, value }) =>
        !/^(?:172\.16\.0\.|198\.51\.100\.|fd00::|192\.0\.2\.200$|2001:db8::200$)/.test(value) ||
        reached.has(`${name} ${value}`) ||
        !askers.of(name).some(({ spec }) => JSON.stringify(spec).includes('"externalTrafficPolicy":"Local"')),
    );
  },
};

/** With the annotation `alias`, which means nothing for CoreDNS, SRV records are invalid to it. */
export const aliasAndSrv: Difference = {
  id: 'alias-and-srv',
  corrected: (situation) =>
    withMissing(situation, (object, { type }) => type === 'SRV' && annotation(object, 'alias') === 'true'),
};

/** In place of SRV records it publishes addresses at their names. */
export const forcedAtServices: Difference = {
  id: 'forced-targets-at-srv-names',
  corrected: ({ theirs, words }) =>
    words.includes('--force-default-targets')
      ? theirs.filter(({ name, type }) => type === 'SRV' || !/^_(?:web|[hs]\d+)\._(?:tcp|udp)\./.test(name))
      : theirs,
};

/** With the annotations of other programs an IPv6 address is an A record to it, and ends the whole name. */
export const compatibleIpv6: Difference = {
  id: 'compatibility-without-ipv6',
  corrected: (situation) =>
    withMissing(situation, (_, { name }) => {
      const askers = situation.askers.of(name);
      return (
        name.endsWith('.compatible.test') &&
        askers.some(({ status }) => /"ip":"[0-9a-f]*:/.test(JSON.stringify(status ?? '')))
      );
    }),
};
