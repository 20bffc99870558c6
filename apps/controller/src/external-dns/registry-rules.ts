import { parseTxtRegistry } from '@skywriter/skydns';
import type { Given } from './given.ts';
import { type ArgumentProblem, brokenRule } from './problems.ts';

/** What ExternalDNS tells of the key of its registry when it starts that; here at once. */
export function brokenRegistry(given: Given): ArgumentProblem[] {
  const aesKey = given.text('txt-encrypt-aes-key');
  if (aesKey === '' && given.switch('txt-encrypt-enabled')) {
    return [
      brokenRule(
        '--txt-encrypt-enabled is given without --txt-encrypt-aes-key.',
        'Give the key, best as EXTERNAL_DNS_TXT_ENCRYPT_AES_KEY from a Secret.',
      ),
    ];
  }
  if (parseTxtRegistry({ kind: 'txt', aesKey }).ok) return [];
  return [
    brokenRule(
      `${given.place('txt-encrypt-aes-key')} is not 32 octets, neither as it stands nor in base64.`,
      'Give the key that ExternalDNS has used so far.',
    ),
  ];
}
