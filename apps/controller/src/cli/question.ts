/** What is asked, and the zones in which. */
export interface Asked {
  readonly question: { readonly name: string; readonly type: string };
  readonly zone: readonly string[];
}

const TYPE =
  /^(?:A|AAAA|ANY|CAA|CNAME|DNAME|DNSKEY|DS|HINFO|HTTPS|LOC|MX|NAPTR|NS|NSEC|PTR|RRSIG|SOA|SPF|SRV|SSHFP|SVCB|TLSA|TXT|URI|TYPE\d+)$/i;

/**
 * `--zone a b NAME TYPE` and `--zone a NAME` are both what people write: the last word that is no type is
 * the name, and words before it are further zones. Undefined when no name is left.
 */
export function readQuestion(words: readonly string[], zones: readonly string[]): Asked | undefined {
  const last = words.at(-1) ?? '';
  const typed = words.length > 1 && TYPE.test(last);
  const name = words.at(typed ? -2 : -1);
  if (name === undefined) return undefined;
  const further = words.slice(0, typed ? -2 : -1);
  return { question: { name, type: typed ? last : 'A' }, zone: [...zones, ...further] };
}
