import { quoted } from '../quoted.ts';
import { syntaxFault, unsupported } from './fault.ts';
import { readCharacter, readNumber, unquoteRaw, unquoteString } from './literal.ts';
import type { Command, Operand, Pipe } from './syntax.ts';
import type { Token } from './token.ts';
import { type TokenStream, unexpected } from './token-stream.ts';

/** What expressions may name, and how deeply they are nested just now. */
export interface Scope {
  readonly functions: ReadonlySet<string>;
  /** Variables that are known here, innermost last. */
  variables: string[];
  depth: number;
}

/** Functions of Go's templates that make no sense for names. */
const UNSUPPORTED: ReadonlySet<string> = new Set(['call', 'html', 'js', 'urlquery']);
/** Levels of parentheses and blocks: Go allows 10,000, and nobody writes ten. */
const MAX_DEPTH = 100;

export function nested<T>(scope: Pick<Scope, 'depth'>, at: number, read: () => T): T {
  if (scope.depth >= MAX_DEPTH) throw syntaxFault(`more than ${MAX_DEPTH} levels are nested`, at);
  scope.depth += 1;
  const result = read();
  scope.depth -= 1;
  return result;
}

/** `$x := command | command`, up to what closes it; `range` may name two variables. */
export function readPipe(
  tokens: TokenStream,
  scope: Scope,
  { end = 'close', variables: allowed = 1 }: { end?: 'close' | 'paren-close'; variables?: 1 | 2 } = {},
): Pipe {
  tokens.skipSpace();
  const { at } = tokens.peek();
  const { variables, assigns } = readVariables(tokens, allowed);
  scope.variables.push(...variables);
  const commands: Command[] = [];
  for (;;) {
    tokens.skipSpace();
    if (tokens.peek().kind === end) break;
    const place = tokens.peek().at;
    const command = readCommand(tokens, scope);
    if (commands.length > 0 && !canBeCalled(command.first)) {
      throw syntaxFault('what comes after "|" must be a function, field or variable', place);
    }
    commands.push(command);
  }
  tokens.take();
  if (commands.length === 0) throw syntaxFault('a value is missing', at);
  return { variables, assigns, commands, at };
}

function readVariables(tokens: TokenStream, allowed: 1 | 2): Pick<Pipe, 'variables' | 'assigns'> {
  const variables: string[] = [];
  // Up to the sign it may as well be the first operand.
  for (let ahead = 0; tokens.peek(ahead).kind === 'variable'; ahead += 1) {
    variables.push(tokens.peek(ahead).text);
    ahead = afterSpace(tokens, ahead + 1);
    const sign = tokens.peek(ahead);
    if (sign.kind === 'assign' || sign.kind === 'declare') {
      while (tokens.take() !== sign) {}
      return { variables, assigns: sign.kind === 'assign' };
    }
    if (sign.kind !== 'comma') break;
    if (variables.length >= allowed) throw syntaxFault('there are too many variables', sign.at);
    ahead = afterSpace(tokens, ahead + 1) - 1;
  }
  return { variables: [], assigns: false };
}

function afterSpace(tokens: TokenStream, ahead: number): number {
  return tokens.peek(ahead).kind === 'space' ? afterSpace(tokens, ahead + 1) : ahead;
}

function readCommand(tokens: TokenStream, scope: Scope): Command {
  const operands: Operand[] = [];
  for (;;) {
    tokens.skipSpace();
    const operand = readOperand(tokens, scope);
    if (operand !== undefined) operands.push(operand);
    const { kind } = tokens.peek();
    if (kind === 'space') continue;
    if (kind === 'pipe') tokens.take();
    else if (kind !== 'close' && kind !== 'paren-close') unexpected(tokens.peek(), 'here');
    break;
  }
  const [first, ...rest] = operands;
  return first === undefined ? unexpected(tokens.peek(), 'where a value is expected') : { first, rest };
}

/** A term with the fields that are taken of it; undefined where none comes. */
function readOperand(tokens: TokenStream, scope: Scope): Operand | undefined {
  const token = tokens.peek();
  const term = readTerm(tokens, scope);
  if (term === undefined) return undefined;
  const path: string[] = [];
  while (tokens.peek().kind === 'field') path.push(tokens.take().text.slice(1));
  if (path.length === 0) return term;
  switch (term.kind) {
    case 'field':
    case 'variable':
      return { ...term, path: [...term.path, ...path] };
    case 'function':
    case 'pipe':
      return { kind: 'chain', of: term, path, at: token.at };
    default:
      throw syntaxFault(`${quoted(token.text)} has no fields`, token.at);
  }
}

function readTerm(tokens: TokenStream, scope: Scope): Operand | undefined {
  const token = tokens.peek();
  const { kind, at } = token;
  switch (kind) {
    case 'paren-open':
      tokens.take();
      return {
        kind: 'pipe',
        pipe: nested(scope, at, () => readPipe(tokens, scope, { end: 'paren-close' })),
        at,
      };
    case 'dot':
    case 'nil':
    case 'bool':
    case 'field':
    case 'variable':
    case 'function':
    case 'number':
    case 'character':
    case 'string':
    case 'raw-string':
      tokens.take();
      return simpleTerm(token, scope);
    default:
      return undefined;
  }
}

function simpleTerm({ kind, text, at }: Token, scope: Scope): Operand {
  switch (kind) {
    case 'bool':
      return { kind, value: text === 'true', at };
    case 'field':
      return { kind, path: [text.slice(1)], at };
    case 'variable':
      if (!scope.variables.includes(text)) throw syntaxFault(`the variable ${text} is not defined`, at);
      return { kind, name: text, path: [], at };
    case 'function':
      if (UNSUPPORTED.has(text)) throw unsupported(`the function ${text}`, at);
      if (!scope.functions.has(text)) throw syntaxFault(`there is no function ${quoted(text)}`, at);
      return { kind, name: text, at };
    case 'character':
      return { kind: 'int', value: readCharacter(text, at), at };
    case 'number': {
      const value = readNumber(text, at);
      return typeof value === 'bigint' ? { kind: 'int', value, at } : { kind: 'float', value, at };
    }
    case 'string':
      return { kind, value: unquoteString(text, at), at };
    case 'raw-string':
      return { kind: 'string', value: unquoteRaw(text), at };
    default:
      return { kind: kind === 'nil' ? 'nil' : 'dot', at };
  }
}

function canBeCalled({ kind }: Operand): boolean {
  return ['field', 'variable', 'function', 'chain', 'pipe'].includes(kind);
}
