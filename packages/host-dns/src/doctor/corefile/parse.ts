import { failure, type Result, success } from '@skywriter/core';

/** One line of a server block: a plugin with its arguments, and the lines in its braces. */
export interface Directive {
  readonly plugin: string;
  readonly arguments: readonly string[];
  readonly body: readonly (readonly string[])[];
}

export interface ServerBlock {
  /** Zones without scheme, port and dot at the end; the root is empty. */
  readonly zones: readonly string[];
  readonly directives: readonly Directive[];
}

interface Node {
  readonly words: string[];
  readonly children: Node[] | undefined;
}

const BRACES_HINT =
  'Give the Corefile itself: kubectl -n kube-system get configmap coredns -o jsonpath={.data.Corefile}';

/** Reads a Corefile as far as its shape goes. Problem: SKY_HOST_COREFILE. */
export function parseCorefile(text: string): Result<readonly ServerBlock[]> {
  const root: Node = { words: [], children: [] };
  const open: Node[] = [root];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const words = wordsOf(line);
    if (words.length === 0) continue;
    const [only] = words;
    if (words.length === 1 && only === '}') {
      if (open.length === 1) return broken(`A brace closes on line ${index + 1} that nothing opened`);
      open.pop();
      continue;
    }
    const opens = words.at(-1) === '{';
    const node: Node = { words: opens ? words.slice(0, -1) : words, children: opens ? [] : undefined };
    open.at(-1)?.children?.push(node);
    if (opens) open.push(node);
  }
  if (open.length > 1) return broken(`The brace after ${open.at(-1)?.words.join(' ') ?? ''} is not closed`);
  return blocksOf(root.children ?? []);
}

function blocksOf(nodes: readonly Node[]): Result<readonly ServerBlock[]> {
  const stray = nodes.find(({ words, children }) => children === undefined && words[0] !== 'import');
  if (stray !== undefined)
    return broken(`${JSON.stringify(stray.words.join(' '))} stands in no server block`);
  return success(
    nodes
      .filter(({ words, children }) => children !== undefined && words[0]?.startsWith('(') !== true)
      .map(({ words, children = [] }) => ({
        zones: words
          .flatMap((word) => word.split(','))
          .filter(Boolean)
          .map(zoneOf),
        directives: children.map(({ words: [plugin = '', ...rest], children: body = [] }) => ({
          plugin,
          arguments: rest,
          body: body.map((line) => line.words),
        })),
      })),
  );
}

/** Words by blanks and quotes, up to a comment. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word, quoted] of line.matchAll(/"((?:[^"\\]|\\.)*)"|[^\s"]+/g)) {
    if (quoted === undefined && word.startsWith('#')) break;
    words.push(quoted ?? word);
  }
  return words;
}

/** `dns://cluster.local.:53` is `cluster.local`. */
export function zoneOf(key: string): string {
  return key
    .replace(/^[a-z]+:\/\//, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

function broken(what: string): Result<never> {
  return failure('SKY_HOST_COREFILE', `This is no Corefile: ${what}.`, `${BRACES_HINT}.`);
}
