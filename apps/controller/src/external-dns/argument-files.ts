import type { ArgumentProblem } from './problems.ts';

/** More than any command line needs; a file that names itself would never end. */
const MOST_WORDS = 10_000;

export type ExpandedArguments =
  | { readonly ok: true; readonly argv: readonly string[] }
  | { readonly ok: false; readonly problems: readonly ArgumentProblem[] };

/**
 * Replaces `@file` by the lines of that file, as kingpin does: one argument a line, empty lines and those that
 * begin with `#` left out, and `@` in them again a file. Nothing after `--` is replaced.
 * `read`: the text of a file, or undefined where it cannot be read.
 */
export function expandArgumentFiles(
  argv: readonly string[],
  read: (path: string) => string | undefined,
): ExpandedArguments {
  const expanded: string[] = [];
  const rest = [...argv].reverse();
  let count = 0;
  for (let word = rest.pop(); word !== undefined; word = rest.pop()) {
    count += 1;
    if (count > MOST_WORDS) return refuse(`The argument files hold more than ${MOST_WORDS} arguments`);
    if (word === '--') return { ok: true, argv: [...expanded, word, ...rest.reverse()] };
    if (!word.startsWith('@')) {
      expanded.push(word);
      continue;
    }
    const text = read(word.slice(1));
    if (text === undefined)
      return refuse(`The argument file ${JSON.stringify(word.slice(1))} cannot be read`);
    const lines = text.split(/\r?\n/).filter((line) => !line.startsWith('#') && line.trim() !== '');
    rest.push(...lines.reverse());
  }
  return { ok: true, argv: expanded };
}

function refuse(what: string): ExpandedArguments {
  const hint = 'An argument that begins with @ names a file with one argument a line.';
  return { ok: false, problems: [{ code: 'SKY_ARGUMENT_FILE', message: `${what}.`, hint }] };
}
