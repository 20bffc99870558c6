import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { failure, type Result, success } from '@skywriter/core';

const KEY_OCTETS = 32;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
/** No registry text comes near; what unpacks to more is none. */
const MAX_TEXT_OCTETS = 64 * 1024;

/** The key of `--txt-encrypt-aes-key`: 32 octets, as they are or in base64. Problem: `SKY_REGISTRY_KEY`. */
export function parseAesKey(text: string): Result<Buffer> {
  const raw = Buffer.from(text);
  if (raw.length === KEY_OCTETS) return success(raw);
  const decoded = decodeBase64(text);
  if (decoded?.length === KEY_OCTETS) return success(decoded);
  return failure(
    'SKY_REGISTRY_KEY',
    'The AES key of the TXT registry is not 32 octets, neither as it stands nor read as base64.',
    'Give the key that ExternalDNS has in --txt-encrypt-aes-key.',
  );
}

/**
 * Encrypts a text the way ExternalDNS reads it: AES-256-GCM of the gzipped text, the nonce in front, in base64
 * (endpoint/crypto.go).
 *
 * The nonce is a keyed hash of the text, so that the same text is the same value everywhere and nothing is
 * rewritten for no reason. GCM breaks when one nonce serves two texts under a key; two texts have the same
 * only if HMAC-SHA-256 collides in 96 bits, which is no likelier than that two random nonces are equal. That
 * equal texts are seen to be equal is the price, and no secret: the name says whose text it is.
 */
export function seal(text: string, key: Buffer): string {
  const nonce = createHmac('sha256', key).update(text).digest().subarray(0, NONCE_OCTETS);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = [cipher.update(gzipped(text)), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([nonce, ...sealed]).toString('base64');
}

/** Undefined where it was not encrypted, or with another key, or was cut. */
export function unseal(sealed: string, key: Buffer): string | undefined {
  const data = decodeBase64(sealed);
  if (data === undefined || data.length < NONCE_OCTETS + TAG_OCTETS) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, NONCE_OCTETS));
  decipher.setAuthTag(data.subarray(-TAG_OCTETS));
  try {
    const packed = [decipher.update(data.subarray(NONCE_OCTETS, -TAG_OCTETS)), decipher.final()];
    return gunzipSync(Buffer.concat(packed), { maxOutputLength: MAX_TEXT_OCTETS }).toString();
  } catch {
    return undefined;
  }
}

/** Stored rather than packed, and with no operating system named, so the bytes depend on no version of zlib. */
function gzipped(text: string): Buffer {
  const packed = gzipSync(text, { level: 0 });
  packed[9] = 0xff;
  return packed;
}

/** As Go's `base64.StdEncoding`: padded, line breaks ignored. Node's own reader takes anything. */
function decodeBase64(text: string): Buffer | undefined {
  const plain = text.replaceAll(/[\r\n]/g, '');
  const valid = plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
  return valid ? Buffer.from(plain, 'base64') : undefined;
}
