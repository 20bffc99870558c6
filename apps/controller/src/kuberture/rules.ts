import { addressSources, addressTypes, parseName } from '@skywriter/core';
import type { KubertureFile, KubertureOutput } from './shape.ts';

/** What is wrong in kuberture's words, where, and what to do. */
export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly hint: string;
}

/** kuberture's where a file names none. */
const defaultPrefix = 'external-dns.alpha.kubernetes.io/';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** All rules of kuberture's validation, with its messages; it ends with the first, and here all are told. */
export function complaintsOf(file: KubertureFile): Complaint[] {
  const all = [...ofFile(file), ...file.outputs.flatMap((output, index) => [...ofOutput(output, index)])];
  return [...all, ...sharedNames(file), ...sharedHostnames(file)].map((complaint) => ({
    ...complaint,
    message: `validating config: ${complaint.message}.`,
  }));
}

function* ofFile({ logLevel, outputs }: KubertureFile): Iterable<Complaint> {
  if (!includes(logLevels, logLevel)) {
    yield {
      path: ['logLevel'],
      message: `invalid logLevel ${quote(logLevel)}, must be one of: ${logLevels.join(', ')}`,
      hint: 'Correct it, or leave it out for info.',
    };
  }
  if (outputs.length === 0) {
    yield {
      path: [],
      message: 'at least one output is required',
      hint: 'Add outputs, each with name, hostname and serviceName.',
    };
  }
}

function* ofOutput(output: KubertureOutput, index: number): Iterable<Complaint> {
  const { name, hostname, annotationPrefix, serviceName, recordTTL, addressSource, addressType } = output;
  const complain = (key: string, message: string, hint: string, ...rest: number[]): Complaint => ({
    path: ['outputs', index, key, ...rest],
    message: `output ${name === '' ? `#${index + 1}` : name}: ${message}`,
    hint,
  });
  if (name === '')
    yield complain('name', 'output name is required', 'Give it one; metrics and logs tell it.');
  if (hostname.length === 0) {
    yield complain(
      'hostname',
      'at least one hostname is required',
      'List the names that are to be published.',
    );
  }
  for (const [at, host] of hostname.entries()) {
    if (isHostname(host)) continue;
    const hint = 'Write a name with at least two labels, such as api.example.com or *.example.com.';
    yield complain('hostname', `invalid hostname ${quote(host)}`, hint, at);
  }
  if (annotationPrefix !== '' && !annotationPrefix.endsWith('/')) {
    yield complain('annotationPrefix', 'annotationPrefix must end with /', 'Append it.');
  } else if (annotationPrefix !== '' && !isPrefix(annotationPrefix)) {
    const hint = 'Write a DNS name in lower case and one slash, such as internal-dns.example.com/.';
    yield complain(
      'annotationPrefix',
      `annotationPrefix ${quote(annotationPrefix)} is not a prefix of annotations`,
      hint,
    );
  }
  if (serviceName === '') {
    yield complain(
      'serviceName',
      'serviceName is required',
      'Name the Service that is to carry the annotations.',
    );
  } else if (!isLabel(serviceName)) {
    const hint = 'Use up to 63 lower-case letters, digits and, inside, hyphens.';
    yield complain('serviceName', `serviceName ${quote(serviceName)} is not a valid DNS label`, hint);
  }
  if (recordTTL < 0 || recordTTL > 86_400) {
    const message = `recordTTL must be between 0 and 86400, got ${recordTTL}`;
    yield complain('recordTTL', message, 'Write seconds, or leave it out for 60.');
  }
  if (!includes(addressSources, addressSource)) {
    yield complain(
      'addressSource',
      `invalid addressSource ${quote(addressSource)}`,
      `Use one of ${addressSources.join(', ')}.`,
    );
  }
  if (!includes(addressTypes, addressType)) {
    yield complain(
      'addressType',
      `invalid addressType ${quote(addressType)}`,
      `Use one of ${addressTypes.join(', ')}.`,
    );
  }
}

function* sharedNames({ outputs }: KubertureFile): Iterable<Complaint> {
  const hint = 'Give every output one of its own.';
  for (const key of ['name', 'serviceName'] as const) {
    const seen = new Set<string>();
    for (const [index, output] of outputs.entries()) {
      const value = output[key];
      const what = key === 'name' ? 'output name' : 'serviceName';
      if (seen.has(value) && value !== '')
        yield {
          path: ['outputs', index, key],
          message: `output ${output.name}: duplicate ${what} ${quote(value)}`,
          hint,
        };
      seen.add(value);
    }
  }
}

/**
 * Who reads one prefix would find a name twice. Other than in kuberture it may stand under several prefixes
 * (split horizon) and with the addresses of another family (dual stack); and names are compared as the DNS does.
 */
function* sharedHostnames({ outputs }: KubertureFile): Iterable<Complaint> {
  const seen = new Map<string, string>();
  for (const [index, { name, hostname, annotationPrefix, addressType }] of outputs.entries()) {
    for (const [at, host] of hostname.entries()) {
      if (!isHostname(host)) continue;
      const key = [
        host.toLowerCase().replace(/\.$/, ''),
        annotationPrefix || defaultPrefix,
        addressType,
      ].join(' ');
      const before = seen.get(key);
      if (before === undefined) seen.set(key, name);
      else {
        yield {
          path: ['outputs', index, 'hostname', at],
          message: `output ${name}: hostname ${quote(host)} already used by output ${quote(before)}`,
          hint: 'Keep one of them, or give them prefixes of their own.',
        };
      }
    }
  }
}

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const HOSTNAME = new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})+\\.?$`);

/** Two labels at least, letters, digits and hyphens; a wildcard as the whole first label. */
function isHostname(text: string): boolean {
  return HOSTNAME.test(text) && parseName(text).ok;
}

/** RFC 1123. */
function isLabel(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
}

/** The part of an annotation's key before its name, with the slash. */
function isPrefix(text: string): boolean {
  const domain = text.slice(0, -1);
  return domain.length <= 253 && domain.split('.').every(isLabel);
}

/** As Go's %q for what is printable. */
function quote(text: string): string {
  return JSON.stringify(text.slice(0, 300));
}

function includes<T extends string>(all: readonly T[], text: string): text is T {
  return all.some((one) => one === text);
}
