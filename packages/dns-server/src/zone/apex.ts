import { type Name, parseName, SkywriterError } from '@skywriter/core';
import { TYPE } from '../message/codes.ts';
import type { Rdata, Rrset } from '../message/rrset.ts';
import { prepend, type WireName, wireName } from '../message/wire-name.ts';
import { MAX_SECONDS, wholeNumber } from '../settings.ts';
import { digest } from './serial.ts';

/** What a zone says of itself (RFC 1035 §3.3.13). All times in seconds. */
export interface SoaOptions {
  /** Primary name server; default: the first of the zone's name servers. */
  readonly mname?: Name;
  /** Who answers for the zone, as a mail address; default `hostmaster@ZONE`. */
  readonly mailbox?: string;
  readonly refresh?: number;
  readonly retry?: number;
  readonly expire?: number;
  /** How long a resolver may remember that something does not exist (RFC 2308 §4). Default 30. */
  readonly minimum?: number;
  /** TTL of the SOA itself; default that of the records. */
  readonly ttl?: number;
}

/** As a name: 255 octets on the wire, of which three are two lengths and the root. */
const MAX_MAILBOX = 252;

export interface Apex {
  readonly soa: Rrset;
  readonly negativeSoa: Rrset;
  /** Its part of the zone's content digest. */
  readonly content: number;
}

/** Short, because a name that was just published should be found by those who asked a moment too early. */
const DEFAULT_MINIMUM = 30;
/** RFC 1912 §2.2, at the quick end: what is served here changes within seconds. */
const DEFAULT_TIMERS = { refresh: 3600, retry: 900, expire: 1_209_600 };

/** Throws {@link SkywriterError} `SKY_DNS_MAILBOX` or `SKY_DNS_SETTING`. */
export function createApex(origin: Name, primary: Name, soa: SoaOptions & { readonly ttl: number }): Apex {
  const all = { ...DEFAULT_TIMERS, minimum: DEFAULT_MINIMUM, ...soa };
  const timers = Buffer.alloc(20);
  // The serial, first of the five, is filled in when an answer is sent.
  for (const [index, field] of (['refresh', 'retry', 'expire', 'minimum'] as const).entries()) {
    timers.writeUInt32BE(wholeNumber(`soa.${field}`, all[field], [0, MAX_SECONDS]), 4 + 4 * index);
  }
  const ttl = wholeNumber('soa.ttl', soa.ttl, [0, MAX_SECONDS]);
  const mailbox = soa.mailbox ?? `hostmaster@${origin}`;
  const rdata: readonly Rdata[] = [[wireName(soa.mname ?? primary), wireMailbox(mailbox), timers]];
  const set = { type: TYPE.SOA, rdata, hosts: [] };
  return {
    soa: { ...set, ttl },
    negativeSoa: { ...set, ttl: Math.min(ttl, all.minimum) },
    content: digest(JSON.stringify([origin, primary, soa])),
  };
}

/** RFC 1035 §8: the local part is one label, dots included, which on the wire nothing has to escape. */
function wireMailbox(mailbox: string): WireName {
  const [, local, domain] = /^([!-?A-~]{1,63})@([^@]+)$/.exec(mailbox) ?? [];
  const host = parseName(domain ?? '');
  if (local === undefined || !host.ok || local.length + host.value.length > MAX_MAILBOX) {
    throw new SkywriterError({
      code: 'SKY_DNS_MAILBOX',
      message: `The mailbox ${JSON.stringify(mailbox.slice(0, 80))} is not a mail address.`,
      hint: 'Write one such as hostmaster@example.com.',
    });
  }
  return prepend(local, wireName(host.value));
}
