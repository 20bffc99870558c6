import * as fc from 'fast-check';
import {
  address,
  family,
  guid,
  label,
  namespace,
  type ParameterKind,
  seconds,
  text,
  type Value,
} from '../powershell/parameter.ts';
import type { Script } from '../powershell/script.ts';

/** What has a meaning to PowerShell somewhere, and what only looks like it. */
const metacharacters = fc.constantFrom(
  ...["'", '’', '‘', '‛', '‚', '"', '“', '`', '$', '$(', '$(exit)', '@(', '@{', '{', '}', '(', ')', ';'],
  ...['|', '&', '&&', '<', '>', '#', '<#', '#>', '%', '--%', ',', '\\', "'@", "@'", '`n', '-', '—', ' ', '*'],
  ...["'; Remove-Item C:\\ -Recurse; '", "’; Invoke-Expression 'x' ‘", '$env:PATH', 'Ethernet 2', 'Über'],
);

const hex = (digits: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits });

export const arbitraryGuid = fc
  .tuple(hex(8), hex(4), hex(4), hex(4), hex(12))
  .map((parts) => `{${parts.join('-')}}`);
export const arbitraryText = fc
  .array(fc.oneof(metacharacters, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 8 })
  .map((parts) => parts.join('').replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ''));
const arbitraryAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV6().filter((value) => address.parse(value).ok),
);
const arbitraryNamespace = fc
  .tuple(fc.constantFrom('', '.'), fc.domain())
  .map(([dot, domain]) => dot + domain)
  .filter((value) => namespace.parse(value).ok);

const texts: readonly (readonly [ParameterKind<string>, fc.Arbitrary<string>])[] = [
  [guid, arbitraryGuid],
  [family, fc.constantFrom('ipv4', 'ipv6')],
  [label, fc.stringMatching(/^[a-z0-9][a-z0-9:-]{0,30}$/)],
  [text, arbitraryText],
  [address, arbitraryAddress],
  [namespace, arbitraryNamespace],
];

/** Any values that a script takes. */
export function arbitraryValues({ parameters }: Script): fc.Arbitrary<Record<string, Value>> {
  return fc.record(
    Object.fromEntries(Object.entries(parameters).map(([name, kind]) => [name, valuesOf(kind)])),
  );
}

function valuesOf(kind: ParameterKind<Value>): fc.Arbitrary<Value> {
  if (kind === seconds) return fc.integer({ min: 1, max: 86_400 });
  const known = texts.find(([other]) => other === (kind.items ?? kind));
  if (known === undefined) throw new Error('This kind of parameter needs an arbitrary.');
  return kind.items === undefined ? known[1] : fc.array(known[1], { maxLength: 6 });
}
