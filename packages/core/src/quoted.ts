const MAX_SHOWN = 80;
/** Controls, joiners, bidirectional marks, private use, unassigned: what a terminal obeys or does not show. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Text out of an object as it may stand in a message: quoted, short, and with nothing in it that could
 * hide from, or act on, the terminal or page that shows it.
 */
export function quoted(text: string): string {
  const short = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 3)}…` : text;
  return JSON.stringify(short).replace(INVISIBLE, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}
