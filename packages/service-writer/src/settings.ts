import { createHash } from 'node:crypto';
import { type Name, type Problem, SkywriterError, unwrap } from '@skywriter/core';
import type { ServiceRecord, ServicesOutputOptions } from './options.ts';
import { parsePrefixes } from './prefixes.ts';

/** The options, checked and prepared. */
export interface Settings {
  readonly output: string;
  readonly owner: string;
  readonly namespace: string;
  readonly prefixes: readonly string[];
  readonly defaultTtl: number;
  readonly fieldManager: string;
  /** On every Service, for people and selectors. */
  readonly labels: Readonly<Record<string, string>>;
  readonly adoptLabels: Readonly<Record<string, string>> | undefined;
  readonly siblings: ReadonlySet<string> | undefined;
  readonly byService: ReadonlyMap<string, ServiceRecord>;
  readonly byName: ReadonlyMap<Name, ServiceRecord>;
}

/** RFC 2181 §8. */
const MOST_SECONDS = 2_147_483_647;
/** RFC 1123, as newer API servers take it; older ones also want a letter first, and say so. */
const SERVICE_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LABEL_VALUE = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** Throws a SkywriterError for options that cannot be: `SKY_SERVICES_RECORD`, `SKY_SERVICES_PREFIX`. */
export function settingsOf(options: ServicesOutputOptions): Settings {
  const { name, owner, namespace, records, defaultTtl = 300, adoptLabels } = options;
  checkTtl(defaultTtl, 'The default TTL');
  const byService = new Map<string, ServiceRecord>();
  const byName = new Map<Name, ServiceRecord>();
  for (const record of records) {
    const { serviceName, hostnames, ttl } = record;
    const what = `The record of the Service ${JSON.stringify(serviceName)}`;
    if (!SERVICE_NAME.test(serviceName)) refuse(`${what} has a name that no Service can have.`, LABEL_HINT);
    if (byService.has(serviceName)) refuse(`${what} is there twice.`, 'Put its hostnames into one record.');
    if (hostnames.length === 0) refuse(`${what} has no hostname.`, 'Name one hostname at least.');
    if (ttl !== undefined) checkTtl(ttl, `The TTL of the Service ${serviceName}`);
    byService.set(serviceName, record);
    for (const hostname of hostnames) {
      if (byName.has(hostname)) refuse(`The hostname ${hostname} is in two places.`, TWICE_HINT);
      byName.set(hostname, record);
    }
  }
  return {
    output: name,
    owner,
    namespace,
    prefixes: unwrap(parsePrefixes(options.annotationPrefixes)),
    defaultTtl,
    fieldManager: `skywriter-${labelValue(owner)}`,
    labels: {
      'app.kubernetes.io/managed-by': 'skywriter',
      'skywriter/owner': labelValue(owner),
      'skywriter/output': labelValue(name),
    },
    adoptLabels: adoptLabels !== undefined && Object.keys(adoptLabels).length > 0 ? adoptLabels : undefined,
    siblings: options.siblings === undefined ? undefined : new Set(options.siblings),
    byService,
    byName,
  };
}

/** What a label can hold of a text: the text, or its letters and a hash of all of it. */
function labelValue(text: string): string {
  if (LABEL_VALUE.test(text)) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const letters = text.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-+/g, '');
  return `${letters.slice(0, 50)}${letters === '' || letters.length > 50 ? 'x' : ''}-${hash}`;
}

function checkTtl(ttl: number, what: string): void {
  if (Number.isInteger(ttl) && ttl >= 1 && ttl <= MOST_SECONDS) return;
  refuse(`${what} is ${ttl}.`, `Write whole seconds from 1 to ${MOST_SECONDS}.`);
}

function refuse(message: string, hint: string): never {
  const problem: Problem = { code: 'SKY_SERVICES_RECORD', message, hint };
  throw new SkywriterError(problem);
}

const LABEL_HINT = 'Use lower-case letters, digits and "-" inside, 63 characters at most.';
const TWICE_HINT =
  'Keep it in one record; another output with other annotation prefixes may have the same name.';
