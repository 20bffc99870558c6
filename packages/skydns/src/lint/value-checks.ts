import { parseTarget } from '@skywriter/core';
import { throughWire } from '../key/presentation.ts';
import { parseIp } from '../message/host.ts';
import { parseMessage } from '../message/message.ts';
import type { Entry, Finding } from './finding.ts';

type What = Pick<Finding, 'code' | 'message' | 'hint'>;

/** What a value tells. Empty when nothing is wrong with it. */
export function checkValue({ key, name, value, lease, message }: Entry): Finding[] {
  const found: What[] = [];
  if (lease !== undefined) found.push(LEASE);
  if (message === undefined) {
    const parsed = parseMessage(value);
    if (!parsed.ok) found.push({ ...parsed.problem, code: 'SKY_LINT_VALUE' });
  } else {
    const { host, text } = message;
    const ip = parseIp(host);
    if (host !== '' && text !== '') found.push(ip === undefined ? TEXT_AND_NAME : TEXT_AND_ADDRESS);
    const bad = ip === undefined && host !== '' && text === '' ? badHost(host) : undefined;
    if (bad !== undefined) found.push(bad);
  }
  return found.map((what) => ({ key, name, ...what }));
}

const LEASE: What = {
  code: 'SKY_LINT_LEASE',
  message: 'The key has a lease, which CoreDNS asks etcd about for every answer and uses as TTL.',
  hint: 'Write the key without a lease and with a `ttl`.',
};

const TEXT_AND_ADDRESS: What = {
  code: 'SKY_LINT_TEXT',
  message: 'A text beside an address is never served.',
  hint: 'Write the text as a value of its own, without a host.',
};

const TEXT_AND_NAME: What = {
  code: 'SKY_LINT_TEXT',
  message: 'A text beside a host name hides the host: there is no alias, service or mail exchange any more.',
  hint: 'Write the text as a value of its own, without a host.',
};

/** Meant as an address: colons and hexadecimal digits, or digits alone, whatever stands around them. */
function looksLikeAddress(host: string): boolean {
  const bare = host.replace(/%.*/s, '');
  return (bare.includes(':') && !/[g-z]/i.test(bare)) || /^[\d\s./]+$/.test(bare);
}

function badHost(host: string): What | undefined {
  if (host === '.') return undefined;
  const shown = JSON.stringify(host.slice(0, 80));
  if (throughWire(host) === undefined) {
    return {
      code: 'SKY_LINT_HOST',
      message: `No message can carry the host ${shown}, so no answer in which it occurs arrives.`,
      hint: 'Labels have 1 to 63 octets, a name 255, and there are no empty labels.',
    };
  }
  if (looksLikeAddress(host)) {
    return {
      code: 'SKY_LINT_HOST',
      message: `The host ${shown} is no address to CoreDNS but a name, so it is served as an alias.`,
      hint: 'Write the bare address: no port, mask, brackets, zone identifier or leading zeros.',
    };
  }
  const name = parseTarget('CNAME', host);
  return name.ok ? undefined : { ...name.problem, code: 'SKY_LINT_HOST' };
}
