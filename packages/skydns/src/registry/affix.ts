/**
 * The names of TXT records in which ExternalDNS's TXT registry keeps to whom a record belongs. What is here is
 * what ExternalDNS does (registry/mapper), its ambiguities included: the way back need not lead to where one
 * came from.
 */

/** The types that have a place in a registry name, in the order in which ExternalDNS looks for them. */
const registryTypes = ['A', 'AAAA', 'CNAME', 'NS', 'MX', 'PTR', 'SRV', 'NAPTR', 'TXT', 'DNAME'] as const;
/** `''`: entries of before 0.12, which speak for all types of a name but AAAA. */
export type RegistryType = (typeof registryTypes)[number] | '';

const TEMPLATE = '%{record_type}';

/** Options of ExternalDNS: `--txt-prefix`, `--txt-suffix`, `--txt-wildcard-replacement`. */
export interface AffixOptions {
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
  readonly wildcardReplacement?: string | undefined;
}

export interface Affixes {
  readonly prefix: string;
  readonly suffix: string;
  /** Stands for a leading `*`; empty: nothing does. */
  readonly wildcardReplacement: string;
}

export function affixesOf({ prefix = '', suffix = '', wildcardReplacement = '' }: AffixOptions): Affixes {
  return {
    prefix: prefix.toLowerCase(),
    suffix: suffix.toLowerCase(),
    wildcardReplacement: wildcardReplacement.toLowerCase(),
  };
}

/** The name of the TXT record that says to whom the records of this name and type belong. */
export function registryName(name: string, type: string, affixes: Affixes): string {
  const { wildcardReplacement } = affixes;
  const lower = type.toLowerCase();
  const [first, rest] = cutLabel(name);
  const label = first === '*' && wildcardReplacement !== '' ? wildcardReplacement : first;
  const typed = hasTemplate(affixes) ? label : `${lower}-${label}`;
  const [prefix, suffix] = [affixes.prefix, affixes.suffix].map((affix) => affix.replaceAll(TEMPLATE, lower));
  return `${prefix}${typed}${suffix}${rest === undefined ? '' : `.${rest}`}`;
}

export interface Spoken {
  /** With the replacement where the record has a wildcard. */
  readonly name: string;
  readonly type: RegistryType;
}

/** For which records a registry name speaks; undefined where ExternalDNS finds none, since affixes are missing. */
export function spokenForBy(registryName: string, affixes: Affixes): Spoken | undefined {
  const lower = registryName.toLowerCase();
  const spoken = affixes.suffix === '' ? withoutAffix(lower, affixes) : withoutSuffix(lower, affixes);
  return spoken?.name === '' ? undefined : spoken;
}

/** A suffix is at the end of the first label, and of more where it holds dots itself. */
function withoutSuffix(lower: string, affixes: Affixes): Spoken | undefined {
  if (affixes.prefix !== '') return undefined;
  const dots = affixes.suffix.split('.').length - 1;
  const labels = lower.split('.');
  if (labels.length <= dots) return undefined;
  const rest = labels.slice(1 + dots).join('.');
  const spoken = withoutAffix(labels.slice(0, 1 + dots).join('.'), affixes);
  if (rest === '') return spoken;
  return { name: `${spoken?.name ?? ''}.${rest}`, type: spoken?.type ?? '' };
}

function withoutAffix(name: string, affixes: Affixes): Spoken | undefined {
  if (hasTemplate(affixes)) {
    for (const type of registryTypes) {
      const bare = stripped(name, affixes, type.toLowerCase());
      if (bare !== undefined) return { name: bare, type };
    }
  }
  const bare = stripped(name, affixes, '');
  return bare === undefined ? undefined : typedByLabel(bare);
}

function stripped(name: string, { prefix, suffix }: Affixes, type: string): string | undefined {
  if (suffix === '') {
    const affix = prefix.replaceAll(TEMPLATE, type);
    return name.startsWith(affix) ? name.slice(affix.length) : undefined;
  }
  const affix = suffix.replaceAll(TEMPLATE, type);
  return name.endsWith(affix) ? name.slice(0, name.length - affix.length) : undefined;
}

/** `a-www` → `www`, A. */
function typedByLabel(name: string): Spoken {
  const [first = ''] = name.split('-');
  const type = registryTypes.find((each) => each.toLowerCase() === first);
  if (type === undefined) return { name, type: '' };
  return { name: name.startsWith(`${first}-`) ? name.slice(first.length + 1) : name, type };
}

function hasTemplate({ prefix, suffix }: Affixes): boolean {
  return prefix.includes(TEMPLATE) || suffix.includes(TEMPLATE);
}

function cutLabel(name: string): [first: string, rest: string | undefined] {
  const dot = name.indexOf('.');
  return dot === -1 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
}
