import type { Difference } from '../difference.ts';
import { blankTarget, hostnameSource, namesAndTemplates, onePrefix, spaceAroundTtl } from './annotations.ts';
import { oneOfSeveral, setIdentifier, ttlOfFirst } from './contests.ts';
import { nat64Beside, severalNamesOfAddress } from './derived.ts';
import { emptyName, noHostName, slash, spelling, wildcard } from './names.ts';
import {
  aliasAndSrv,
  clusterIps,
  compatibleIpv6,
  forcedAtServices,
  hostIps,
  nodesThatDrop,
  nodesUnread,
  noPods,
} from './services.ts';
import { aliasAtZone, aliasLoop, aliasWithText, noTarget, severalAliases, srvRecords } from './targets.ts';

/** In the order in which they are taken out: what a record's name is, then what its target is, then whose it is. */
export const differences: readonly Difference[] = [
  emptyName,
  slash,
  wildcard,
  noHostName,
  spelling,
  aliasWithText,
  srvRecords,
  aliasAndSrv,
  noTarget,
  aliasAtZone,
  forcedAtServices,
  onePrefix,
  namesAndTemplates,
  hostnameSource,
  blankTarget,
  spaceAroundTtl,
  clusterIps,
  hostIps,
  noPods,
  nodesUnread,
  nodesThatDrop,
  compatibleIpv6,
  nat64Beside,
  severalNamesOfAddress,
  setIdentifier,
  aliasLoop,
  severalAliases,
  oneOfSeveral,
  ttlOfFirst,
];
