import { parseName } from '@skywriter/core';
import { isReverse } from '../key/reverse.ts';
import { isOwn, type LayoutOptions } from '../layout/options.ts';
import { provenanceOf } from '../layout/provenance.ts';
import { parseIp } from '../message/host.ts';
import type { Message } from '../message/message.ts';
import { type Affixes, type RegistryType, spokenForBy } from './affix.ts';
import type { Claim } from './claims.ts';
import { type Heritage, readHeritage } from './heritage.ts';

/** What a message at a name says in the TXT registry; undefined where it is no entry that speaks for a name. */
export function claimOf(name: string, message: Message, options: LayoutOptions): Claim | undefined {
  const heritage = heritageOf(message, options);
  const { origins, owner: stated } = provenanceOf(message);
  // With origins it is a record that somebody asked us for, whatever its text looks like.
  if (heritage === undefined || options.registry === undefined || origins !== undefined) return undefined;
  const spoken = spokenForBy(name, options.registry);
  const claimed = spoken === undefined ? undefined : recordName(spoken.name, options.registry);
  if (spoken === undefined || claimed === undefined || !parseName(claimed).ok) return undefined;
  // Its own field says who wrote a key; the text is all that there is without one.
  const owner = stated || heritage.owner;
  return { name: claimed, type: spoken.type, owner, ours: isOwn(owner, options) };
}

export function heritageOf({ text }: Message, { registry }: LayoutOptions): Heritage | undefined {
  return registry === undefined || text === '' ? undefined : readHeritage(text, registry.aesKey);
}

/**
 * The message without a registry text that stands in it beside a host, as ExternalDNS before 0.18 wrote it: it
 * is no record, and makes of an alias something that CoreDNS does not follow.
 */
export function withoutHeritage(message: Message, options: LayoutOptions): Message {
  return message.host !== '' && heritageOf(message, options) !== undefined
    ? { ...message, text: '' }
    : message;
}

/**
 * The types under which a registry can have the record in a message. Of a host that is a name ExternalDNS
 * itself does not know any more whether it was an alias, or a whole SRV or MX record.
 */
export function registryTypes(name: string, { host }: Message): readonly RegistryType[] {
  if (host === '') return ['TXT'];
  const ip = parseIp(host);
  if (ip !== undefined) return [host.includes(':') ? 'AAAA' : 'A'];
  return isReverse(name) ? ['PTR'] : ['CNAME', 'SRV', 'MX', 'NS', 'PTR', 'NAPTR', 'DNAME'];
}

/** The wildcard's label again, where there is a replacement for it. A real name with that label has no entry. */
function recordName(name: string, { wildcardReplacement }: Affixes): string {
  if (wildcardReplacement === '') return name;
  if (name === wildcardReplacement) return '*';
  return name.startsWith(`${wildcardReplacement}.`) ? `*${name.slice(wildcardReplacement.length)}` : name;
}
