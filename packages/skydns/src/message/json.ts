/** One member of a JSON object as it stands in the text: its name, and its value as JSON. */
export interface Member {
  readonly name: string;
  readonly value: string;
  /** How many arrays and objects are within one another in the value: 0 for a string or number. */
  readonly depth: number;
}

/** As deep as Go's encoding/json reads, the outermost object included; deeper is an error. */
const MAX_DEPTH = 10_000;
const SPACE = /[ \t\r\n]*/y;
const SCALAR = /[-+.\w]+/y;

/**
 * The members of a JSON object in the order of the text, repeated ones included; undefined for any other
 * JSON value. Throws SyntaxError for what is not JSON. JSON.parse alone would not do: it keeps neither
 * repetitions nor how a number is written, and Go's result depends on both.
 */
export function membersOf(json: string): Member[] | undefined {
  JSON.parse(json);
  // From here on the text is known to be JSON, so that finding where values end is enough.
  let at = skip(SPACE, json, 0);
  if (json[at] !== '{') return undefined;
  const members: Member[] = [];
  at = skip(SPACE, json, at + 1);
  while (json[at] !== '}') {
    const colon = endOfString(json, at);
    const from = skip(SPACE, json, skip(SPACE, json, colon) + 1);
    const { end, depth } = endOfValue(json, from);
    members.push({ name: String(JSON.parse(json.slice(at, colon))), value: json.slice(from, end), depth });
    at = skip(SPACE, json, end);
    if (json[at] === ',') at = skip(SPACE, json, at + 1);
  }
  return members;
}

function endOfValue(json: string, from: number): { end: number; depth: number } {
  let open = 0;
  let depth = 0;
  for (let at = from; ; ) {
    switch (json[at]) {
      case '"':
        at = endOfString(json, at);
        break;
      case '{':
      case '[':
        open += 1;
        depth = Math.max(depth, open);
        if (open >= MAX_DEPTH) throw new SyntaxError('nested too deep');
        at += 1;
        break;
      case '}':
      case ']':
        open -= 1;
        at += 1;
        break;
      case ',':
      case ':':
        at += 1;
        continue;
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        at = skip(SPACE, json, at);
        continue;
      default:
        at = skip(SCALAR, json, at);
    }
    if (open === 0) return { end: at, depth };
  }
}

function endOfString(json: string, from: number): number {
  for (let quote = json.indexOf('"', from + 1); ; quote = json.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (json[before] === '\\') before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
}

function skip(pattern: RegExp, json: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(json) ? pattern.lastIndex : at;
}
