import { isSubdomain } from '../answer/names.ts';
import { throughWire } from '../key/presentation.ts';
import { type Entry, type Finding, isAskable, type Scope } from './finding.ts';

/** What a key alone tells. Empty when nothing is wrong with it. */
export function checkKey(entry: Entry, { zones }: Scope): Finding[] {
  const { key, name, labels } = entry;
  const [id = '', ...owner] = labels;
  const findings: Finding[] = [];
  const add = (what: Pick<Finding, 'code' | 'message' | 'hint'>) => findings.push({ key, name, ...what });
  if (labels.includes('')) add(slash(key));
  if (!zones.some((zone) => isSubdomain(zone, name))) add(OUTSIDE);
  if (labels.includes('*')) add(WILDCARD);
  if (labels.includes('any')) add(ANY);
  const upper = owner.find(hasUpper) ?? (hasUpper(id) && looksLikeName(id) ? id : undefined);
  if (upper !== undefined) add(upperCase(upper));
  const odd =
    owner.find((label) => !hasUpper(label) && isOdd(label)) ??
    (NOT_PRINTABLE.test(id) && isOdd(id) ? id : undefined);
  if (odd !== undefined) add(unaskable(odd));
  else if (
    labels.every((label) => label !== '' && throughWire(label) !== undefined) &&
    throughWire(labels.join('.')) === undefined
  )
    add(TOO_LONG);
  return findings;
}

const NOT_PRINTABLE = /[^\x21-\x7e]/;

function hasUpper(label: string): boolean {
  return /[A-Z]/.test(label);
}

/** An id such as `R1` or `#A-1f` is written so that nobody can ask for it; `Web` is meant to be asked for. */
function looksLikeName(id: string): boolean {
  return /^[\w-]+$/.test(id) && /[a-z]/.test(id);
}

function isOdd(label: string): boolean {
  return label !== '' && !isAskable(label);
}

function slash(key: string): Pick<Finding, 'code' | 'message' | 'hint'> {
  return {
    code: 'SKY_LINT_SLASH',
    message: key.includes('//')
      ? 'The key has two slashes in a row, so nobody finds it under its name, and as a service it makes CoreDNS send nothing.'
      : 'The key ends in a slash, so it is below its name and not at it.',
    hint: 'Write it again with single slashes and none at the end.',
  };
}

const OUTSIDE = {
  code: 'SKY_LINT_ZONE',
  message: 'The key is in none of the zones, so nobody ever gets to see it.',
  hint: "Add the zone to CoreDNS's etcd plugin, or delete the key.",
} as const;

const WILDCARD = {
  code: 'SKY_LINT_WILDCARD',
  message: 'CoreDNS knows `*` in questions only, so a stored `*` answers for no other name.',
  hint: 'Write each name by itself, or serve the names from plugin file or template.',
} as const;

const ANY = {
  code: 'SKY_LINT_ANY',
  message: 'A question with the label `any` asks for all its siblings, so nobody can ask for this one.',
  hint: 'Choose another name.',
} as const;

const TOO_LONG = {
  code: 'SKY_LINT_LABEL',
  message: 'The name of the key has more than 255 octets, so nobody can ask for it.',
  hint: 'Shorten it.',
} as const;

function upperCase(label: string): Pick<Finding, 'code' | 'message' | 'hint'> {
  return {
    code: 'SKY_LINT_CASE',
    message: `Questions are looked up in lower case, so nobody can ask for ${JSON.stringify(label)}.`,
    hint: 'Write the key in lower case.',
  };
}

function unaskable(label: string): Pick<Finding, 'code' | 'message' | 'hint'> {
  return {
    code: 'SKY_LINT_LABEL',
    message: `No question is looked up as ${JSON.stringify(label.slice(0, 80))}: labels have at most 63 octets, and what is not plain ASCII stands escaped in keys.`,
    hint: 'Write an IDN as its A-label (xn--…), other octets as `\\DDD`.',
  };
}
