import { seal, unseal } from './sealing.ts';

const HERITAGE = 'external-dns';

/** What a text of ExternalDNS's TXT registry says: to whom a record belongs, and which object asked for it. */
export interface Heritage {
  /** Empty where it does not say. */
  readonly owner: string;
  /** `ingress/shop/front`; undefined where it does not say. */
  readonly resource: string | undefined;
}

/**
 * Reads a text as ExternalDNS does (endpoint/labels.go): encrypted if there is a key and it fits, else plain;
 * quoted or not. Undefined for everything else: another tool's, another key's, a text that was cut.
 */
export function readHeritage(text: string, key: Buffer | undefined): Heritage | undefined {
  const bare = text.replaceAll(/^"+|"+$/g, '');
  const unsealed = key === undefined ? undefined : unseal(bare, key);
  return parseLabels((unsealed ?? bare).replaceAll(/^"+|"+$/g, ''));
}

/** The text that ExternalDNS writes, in the quotes that it puts around it. */
export function formatHeritage({ owner, resource }: Heritage, key: Buffer | undefined): string {
  const labels = [`heritage=${HERITAGE}`, `${HERITAGE}/owner=${owner}`];
  if (resource !== undefined) labels.push(`${HERITAGE}/resource=${resource}`);
  const text = labels.join(',');
  return `"${key === undefined ? text : seal(text, key)}"`;
}

function parseLabels(text: string): Heritage | undefined {
  let found = false;
  let owner = '';
  let resource: string | undefined;
  for (const token of text.split(',')) {
    const equals = token.indexOf('=');
    if (equals === -1) continue;
    const label = token.slice(0, equals);
    const value = token.slice(equals + 1);
    if (label === 'heritage') {
      if (value !== HERITAGE) return undefined;
      found = true;
    } else if (label === `${HERITAGE}/owner`) owner = value;
    else if (label === `${HERITAGE}/resource`) resource = value;
  }
  return found ? { owner, resource } : undefined;
}
