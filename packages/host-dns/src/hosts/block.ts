import { failure, type Result, success } from '@skywriter/core';
import { MARKER } from '../platform/host-dns.ts';

export const BEGIN = `# >>> ${MARKER} >>>`;
export const END = `# <<< ${MARKER} <<<`;
/** Anything that was meant as one of our markers, however somebody has changed it. */
const MARKED = new RegExp(`^\\s*#\\s*(?:>{2,}|<{2,})\\s*${MARKER}`);

type EndOfLine = '\n' | '\r\n';

/** Where our block stands in a hosts file, as offsets: `begin` is of its first marker, `end` after its last. */
interface Place {
  readonly begin: number;
  readonly end: number;
  readonly ends: EndOfLine;
  readonly lines: readonly string[];
}

/**
 * The lines of our block; undefined where the file has none. Octets above ASCII are ISO 8859-1 here, since
 * every octet then is one character and comes back as it was.
 * Problems: `SKY_HOSTS_BLOCK`, `SKY_HOSTS_TEXT`.
 */
export function readBlock(content: Uint8Array): Result<readonly string[] | undefined> {
  const found = findBlock(textOf(content));
  return found.ok ? success(found.value?.lines) : found;
}

/**
 * The file with a block of these lines, or with none. All outside of the block stays as it is, byte for byte,
 * and the block takes the line ends of the file (`otherwise` where it has no lines yet).
 */
export function withBlock(
  content: Uint8Array,
  lines: readonly string[] | undefined,
  otherwise: EndOfLine,
): Result<Uint8Array> {
  const text = textOf(content);
  const found = findBlock(text);
  if (!found.ok) return found;
  const place = found.value;
  const ends = lineEnds(text, otherwise);
  const block = lines === undefined ? undefined : [BEGIN, ...lines, END].join(ends);
  if (place !== undefined) {
    const before = text.slice(0, place.begin);
    const after = text.slice(place.end);
    return success(octetsOf(block === undefined ? cut(before, after, place.ends) : before + block + after));
  }
  if (block === undefined) return success(content);
  // A file whose last line has no end gets a block whose last line has none: so cut() knows what was added.
  const complete = text === '' || text === BOM || text.endsWith('\n');
  return success(octetsOf(complete ? text + block + ends : text + ends + block));
}

/** Lines outside of our block, as `readBlock` reads them. */
export function linesOutside(content: Uint8Array): readonly string[] {
  const text = textOf(content);
  const found = findBlock(text);
  const place = found.ok ? found.value : undefined;
  const outside = place === undefined ? text : `${text.slice(0, place.begin)}\n${text.slice(place.end)}`;
  return outside.replace(BOM, '').split(/\r?\n/);
}

function cut(before: string, after: string, ends: EndOfLine): string {
  if (after !== '') return before + after.replace(/^\r?\n/, '');
  return before.endsWith(ends) ? before.slice(0, -ends.length) : before;
}

function findBlock(text: string): Result<Place | undefined> {
  // UTF-16 would be torn by lines of octets; no system reads such a hosts file anyway.
  if (text.includes('\0')) {
    return failure(
      'SKY_HOSTS_TEXT',
      'The hosts file holds NUL octets, so it is no plain text, or UTF-16.',
      'Save it as UTF-8 or ASCII.',
    );
  }
  const lines = linesOf(text);
  const markers = lines.filter(({ line }) => MARKED.test(line.replace(BOM, '')));
  const [begin, end, third] = markers;
  if (begin === undefined) return success(undefined);
  const whole =
    begin.line.replace(BOM, '') === BEGIN && end !== undefined && end.line === END && third === undefined;
  if (!whole) return broken(lines.indexOf(begin) + 1, markers.length);
  const inner = lines.slice(lines.indexOf(begin) + 1, lines.indexOf(end)).map(({ line }) => line);
  const shift = begin.line.startsWith(BOM) ? BOM.length : 0;
  return success({
    begin: begin.offset + shift,
    end: end.offset + END.length,
    ends: text.startsWith('\r\n', begin.offset + begin.line.length) ? '\r\n' : '\n',
    lines: inner,
  });
}

function broken(line: number, count: number): Result<never> {
  const seen = count === 1 ? 'one marker' : `${count} markers`;
  return failure(
    'SKY_HOSTS_BLOCK',
    `The hosts file has ${seen} of ${MARKER} from line ${line} on, and not one "${BEGIN}" followed by one "${END}".`,
    'Somebody has edited the block: remove its lines and markers by hand, then try again.',
  );
}

/** Lines with their offsets, without their ends. */
function linesOf(text: string): readonly { readonly offset: number; readonly line: string }[] {
  const lines: { offset: number; line: string }[] = [];
  let offset = 0;
  for (const raw of text.split('\n')) {
    lines.push({ offset, line: raw.endsWith('\r') ? raw.slice(0, -1) : raw });
    offset += raw.length + 1;
  }
  return lines;
}

function lineEnds(text: string, otherwise: EndOfLine): EndOfLine {
  const all = text.split('\n').length - 1;
  if (all === 0) return otherwise;
  const windows = text.split('\r\n').length - 1;
  return windows * 2 > all ? '\r\n' : '\n';
}

/** The byte order mark of UTF-8, read as ISO 8859-1. */
const BOM = 'ï»¿';

function textOf(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');
}

function octetsOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
