import type { ConfigurationInput } from '../config/schema.ts';
import { variableOf } from './flag.ts';
import type { Given } from './given.ts';
import { optional } from './optional.ts';

type SkydnsInput = NonNullable<ConfigurationInput['outputs'][number]['skydns']>;

const KEY_FLAG = 'txt-encrypt-aes-key';
const KEY_VARIABLE = variableOf({ name: KEY_FLAG });

/** What is ours among the records of ExternalDNS, and how our own are laid out. */
export function ownershipOf(given: Given): Pick<SkydnsInput, 'registry' | 'adoptOwners' | 'layout'> {
  const former = given.text('migrate-from-txt-owner');
  const layout = (['canonical', 'external-dns'] as const).find((known) => known === given.text('layout'));
  return {
    // Without a registry, only what says its owner in its own value is ours.
    ...(given.text('registry') === 'txt' ? { registry: registryOf(given) } : {}),
    ...optional('adoptOwners', former === '' || former === given.text('txt-owner-id') ? [] : [former]),
    ...(given.has('layout') && layout !== undefined ? { layout } : {}),
  };
}

function registryOf(given: Given): NonNullable<SkydnsInput['registry']> {
  return {
    kind: 'txt',
    ...optional('prefix', given.text('txt-prefix')),
    ...optional('suffix', given.text('txt-suffix')),
    ...optional('wildcardReplacement', given.text('txt-wildcard-replacement')),
    ...optional('aesKeyVariable', given.text(KEY_FLAG) === '' ? '' : KEY_VARIABLE),
    ...(given.switch('txt-encrypt-enabled') ? { encrypt: true } : {}),
  };
}

/** Secrets that stand in arguments, as the variables that the configuration names for them. */
export function secretsOf(given: Given): Readonly<Record<string, string>> {
  const key = given.text(KEY_FLAG);
  return key === '' ? {} : { [KEY_VARIABLE]: key };
}
