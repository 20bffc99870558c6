const NEWLINE = 0x0a;

/**
 * Cuts a stream of chunks into lines. It cuts bytes, not text: a newline is never part of a longer UTF-8
 * sequence, so characters that a chunk's border divides come out whole. An unfinished last line is kept
 * back for ever.
 */
export function lineCutter(): (chunk: Buffer) => string[] {
  let unfinished: Buffer[] = [];
  return (chunk) => {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end);
      const line = unfinished.length === 0 ? piece : Buffer.concat([...unfinished, piece]);
      unfinished = [];
      if (line.length > 0) lines.push(line.toString('utf8'));
      start = end + 1;
    }
    if (start < chunk.length) unfinished.push(chunk.subarray(start));
    return lines;
  };
}
