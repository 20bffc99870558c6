const HEADER = '#< CLIXML';
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * What PowerShell wrote on its standard error, as text. It writes CLIXML when it takes its reader for
 * another PowerShell (MS-PSRP §2.2.5): a header line, then error records as `<S S="Error">`, in which
 * characters beyond XML stand as `_xHHHH_`.
 */
export function errorText(stderr: string): string {
  const plain = stderr.replace(/^\uFEFF/, '').trim();
  if (!plain.startsWith(HEADER)) return plain;
  return [...plain.matchAll(/<S S="Error">([^<]*)<\/S>/g)]
    .map(([, encoded]) => decode(encoded ?? ''))
    .join('')
    .trim();
}

function decode(encoded: string): string {
  return encoded
    .replace(/&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi, (whole, name, decimal, hex) =>
      name === undefined
        ? characterOf(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal), whole)
        : (ENTITIES[String(name).toLowerCase()] ?? whole),
    )
    .replace(/_x([0-9a-f]{4})_/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function characterOf(codePoint: number, otherwise: string): string {
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : otherwise;
}
