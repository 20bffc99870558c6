import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { allowedCommands, allowedTypes, neverWithout } from './allowed-commands.ts';

await Parser.init();
const grammar = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
const parser = new Parser().setLanguage(await Language.load(grammar));

/** The tree of a script; the parser keeps none, so what is needed of it is taken out at once. */
export interface Tree {
  readonly valid: boolean;
  /** The types of all nodes and how they hang together: everything but the text in literals. */
  readonly shape: string;
  /** What stands in it and is not on the list of what may. */
  readonly unlisted: readonly string[];
}

export function treeOf(powerShell: string): Tree {
  const tree = parser.parse(powerShell);
  if (tree === null) throw new Error('The parser gave up.');
  const root = tree.rootNode;
  const nodes = [...all(root)];
  const functions = nodes
    .filter(({ type }) => type === 'function_statement')
    .map((node) => node.children.find((child) => child?.type === 'function_name')?.text);
  const result = {
    valid: !root.hasError,
    shape: root.toString(),
    unlisted: nodes.flatMap((node) => {
      if (node.type === 'type_literal') return allowedTypes.includes(node.text) ? [] : [node.text];
      return node.type === 'command' ? unlistedIn(node, functions) : [];
    }),
  };
  tree.delete();
  return result;
}

function* all(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) if (child !== null) yield* all(child);
}

function unlistedIn(command: Node, functions: readonly (string | undefined)[]): string[] {
  const name = command.childForFieldName('command_name')?.text ?? command.text;
  if (functions.includes(name)) return [];
  const allowed = Object.hasOwn(allowedCommands, name) ? allowedCommands[name] : undefined;
  if (allowed === undefined) return [name];
  const parameters = [...all(command)]
    .filter((node) => node.type === 'command_parameter' && commandOf(node)?.equals(command))
    .map(({ text }) => text.replace(/:$/, ''));
  const needed = neverWithout[name];
  return [
    ...parameters.filter((parameter) => !allowed.includes(parameter)).map((extra) => `${name} ${extra}`),
    ...(needed === undefined || parameters.includes(needed) ? [] : [`${name} without ${needed}`]),
  ];
}

function commandOf(node: Node): Node | null {
  let up = node.parent;
  while (up !== null && up.type !== 'command') up = up.parent;
  return up;
}
