import type { Difference } from '../difference.ts';
import { oneOfSeveral, onePrefix, setIdentifier, ttlOfFirst } from './contests.ts';
import { emptyName, noHostName, slash, spelling, wildcard } from './names.ts';
import { blankAroundTtl, blankTarget, clusterIps, hostnameSource } from './objects.ts';
import { aliasAtZone, aliasLoop, aliasWithText, noTarget, severalAliases } from './targets.ts';

/** In the order in which they are taken out: what a record's name is, then what its target is, then whose it is. */
export const differences: readonly Difference[] = [
  emptyName,
  slash,
  wildcard,
  noHostName,
  spelling,
  aliasWithText,
  noTarget,
  aliasAtZone,
  onePrefix,
  hostnameSource,
  blankTarget,
  blankAroundTtl,
  clusterIps,
  setIdentifier,
  aliasLoop,
  severalAliases,
  oneOfSeveral,
  ttlOfFirst,
];
