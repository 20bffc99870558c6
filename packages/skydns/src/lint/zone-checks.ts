import { pathOf } from '../key/key.ts';
import { parseIp } from '../message/host.ts';
import { below, type Entry, type Finding, isReverse, type Scope } from './finding.ts';

/** What a zone misses that has any keys at all, and what is wrong with its name servers. */
export function checkZone(zone: string, scope: Scope): Finding[] {
  const { prefix } = scope;
  const at = (labels: string) => pathOf(zone === '.' ? labels : `${labels}.${zone}`, prefix);
  const zoneKey = pathOf(zone, prefix);
  if (under(zoneKey, scope).length === 0) return [];
  const findings: Finding[] = [];
  if (!isReverse(zone) && under(at('apex.dns'), scope).length === 0) {
    findings.push({
      code: 'SKY_LINT_APEX',
      key: at('apex.dns'),
      name: zone,
      message: 'The zone has no addresses of its own, so questions for them read and return the whole zone.',
      hint: 'Write its addresses below this key, or a sentinel, and set `no_apex_fallback` in CoreDNS.',
    });
  }
  const servers = under(at('ns.dns'), scope);
  if (servers.length === 0) {
    findings.push({
      code: 'SKY_LINT_NS',
      key: at('ns.dns'),
      name: zone,
      message: 'The zone has no name servers, so questions for them get NXDOMAIN for the whole zone.',
      hint: 'Write the address of each below this key.',
    });
  }
  for (const { key, message } of servers) {
    const { host = '', text = '' } = message ?? {};
    if (host === '' || text !== '' || parseIp(host) !== undefined) continue;
    findings.push({
      code: 'SKY_LINT_NS_HOST',
      key,
      name: zone,
      message: 'The name server is a name, so questions for the name servers of the zone get SERVFAIL.',
      hint: 'Write its address; its name comes from the key.',
    });
  }
  return findings;
}

/** The subtree, else the key itself, as CoreDNS reads it. */
function under(key: string, scope: Scope): readonly Entry[] {
  const subtree = below(key, scope);
  const leaf = scope.entries.get(key);
  return subtree.length > 0 || leaf === undefined ? subtree : [leaf];
}
