import { RE2JS } from 're2js';
import { toUnicode } from 'tr46';
import { type Name, parseName } from '../name/name.ts';
import { isBelow, isWithin } from '../name/tree.ts';
import { failure, type Result, success } from '../problem.ts';
import { quoted } from '../quoted.ts';

/** Which names may be published at all. With one of the expressions, the plain domains have no effect. */
export interface DomainFilterOptions {
  /**
   * Domains: `example.com` for itself and everything below, `.example.com` only for what is below; all
   * names when empty. ExternalDNS: `--domain-filter`.
   */
  readonly include?: readonly string[];
  /** Domains, read likewise, taken out again. ExternalDNS: `--exclude-domains`. */
  readonly exclude?: readonly string[];
  /**
   * A regular expression (Go's RE2 syntax) found somewhere in the name, which it sees in lower case, with
   * Unicode labels and without trailing dot. ExternalDNS: `--regex-domain-filter`.
   */
  readonly includeRegex?: string;
  /** Likewise, taken out; it decides before `includeRegex`. ExternalDNS: `--regex-domain-exclusion`. */
  readonly excludeRegex?: string;
}

export interface DomainFilter {
  matches(name: Name): boolean;
}

/**
 * A filter with the meaning of ExternalDNS's (v0.22, `endpoint/domain_filter.go`).
 * Problems: `SKY_FILTER_DOMAIN`, `SKY_FILTER_REGEX`.
 */
export function domainFilter(options: DomainFilterOptions): Result<DomainFilter> {
  const { include = [], exclude = [], includeRegex = '', excludeRegex = '' } = options;
  return includeRegex === '' && excludeRegex === ''
    ? plainFilter(include, exclude)
    : regexFilter(includeRegex, excludeRegex);
}

function plainFilter(include: readonly string[], exclude: readonly string[]): Result<DomainFilter> {
  const included = parseDomains(include);
  if (!included.ok) return included;
  const excluded = parseDomains(exclude);
  if (!excluded.ok) return excluded;
  return success({
    matches: (name) =>
      (included.value.length === 0 || included.value.some((domain) => domain.matches(name))) &&
      !excluded.value.some((domain) => domain.matches(name)),
  });
}

function parseDomains(texts: readonly string[]): Result<DomainFilter[]> {
  const filters: DomainFilter[] = [];
  for (const text of texts) {
    const domain = text.trim();
    if (domain === '' || domain === '.') continue;
    const onlyBelow = domain.startsWith('.');
    const name = parseName(onlyBelow ? domain.slice(1) : domain);
    if (!name.ok) return badDomain(text, name.problem.message);
    const holds = onlyBelow ? isBelow : isWithin;
    filters.push({ matches: (candidate) => holds(candidate, name.value) });
  }
  return success(filters);
}

function regexFilter(include: string, exclude: string): Result<DomainFilter> {
  const included = compile(include);
  if (!included.ok) return included;
  const excluded = compile(exclude);
  if (!excluded.ok) return excluded;
  return success({
    matches(name) {
      const shown = unicode(name);
      return excluded.value?.test(shown) !== true && included.value?.test(shown) !== false;
    },
  });
}

function compile(text: string): Result<RE2JS | undefined> {
  if (text === '') return success(undefined);
  try {
    return success(RE2JS.compile(text));
  } catch (error) {
    return failure(
      'SKY_FILTER_REGEX',
      `The domain filter ${quoted(text)} is not a regular expression: ${error instanceof Error ? error.message : error}.`,
      'Correct it; the syntax is that of RE2, which has no look-around and no back-references.',
    );
  }
}

function unicode(name: Name): string {
  return name.includes('xn--') ? toUnicode(name).domain : name;
}

function badDomain(text: string, why: string): Result<never> {
  return failure(
    'SKY_FILTER_DOMAIN',
    `The domain filter ${quoted(text)} is not a domain: ${why}`,
    'Write a domain such as example.com, or .example.com for only what is below it.',
  );
}
