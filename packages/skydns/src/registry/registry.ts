import { failure, type Result, success } from '@skywriter/core';
import { type Affixes, type AffixOptions, affixesOf } from './affix.ts';
import { parseAesKey } from './sealing.ts';

/**
 * The TXT registry that an ExternalDNS before or beside us keeps, as its flags describe it: `--txt-prefix`,
 * `--txt-suffix`, `--txt-wildcard-replacement`, `--txt-encrypt-aes-key`, `--txt-encrypt-enabled`.
 */
export interface TxtRegistryOptions extends AffixOptions {
  readonly kind: 'txt';
  /** 32 octets, as they are or in base64. A secret: it is in no message and no log. */
  readonly aesKey?: string | undefined;
  /** Whether to encrypt what is written; what is read may be either. Only the layout of ExternalDNS writes. */
  readonly encrypt?: boolean | undefined;
}

/** The same, checked. */
export interface TxtRegistry extends Affixes {
  readonly aesKey: Buffer | undefined;
  readonly encrypt: boolean;
}

/** Problems: `SKY_REGISTRY_KEY`, `SKY_REGISTRY_AFFIX`. */
export function parseTxtRegistry(options: TxtRegistryOptions): Result<TxtRegistry> {
  const { aesKey = '', encrypt = false } = options;
  const affixes = affixesOf(options);
  if (affixes.prefix !== '' && affixes.suffix !== '') {
    return failure(
      'SKY_REGISTRY_AFFIX',
      'The TXT registry has a prefix and a suffix, which exclude each other.',
      'Give the one that ExternalDNS has.',
    );
  }
  if (encrypt && aesKey === '') {
    return failure(
      'SKY_REGISTRY_KEY',
      'The TXT registry shall be encrypted, but there is no key.',
      'Give the key that ExternalDNS has in --txt-encrypt-aes-key.',
    );
  }
  if (aesKey === '') return success({ ...affixes, aesKey: undefined, encrypt });
  const key = parseAesKey(aesKey);
  return key.ok ? success({ ...affixes, aesKey: key.value, encrypt }) : key;
}
