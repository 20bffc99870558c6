import { quoted } from '../quoted.ts';
import { nested, readPipe, type Scope } from './expression.ts';
import { syntaxFault } from './fault.ts';
import { tokenize } from './lexer.ts';
import { unquoteRaw, unquoteString } from './literal.ts';
import { isBlank, type Statement, type Syntax } from './syntax.ts';
import { TokenStream, unexpected } from './token-stream.ts';

interface ParserScope extends Scope {
  /** Loops around, which `break` and `continue` need. */
  loops: number;
}

/** What ended a list of statements. */
type Ending = 'end' | 'else';

/** Parses a template with the functions it may call; throws a `TemplateFault`. */
export function parse(source: string, functions: ReadonlySet<string>): Syntax {
  const tokens = new TokenStream(tokenize(source));
  const defined = new Map<string, readonly Statement[]>();
  const scope: ParserScope = { functions, variables: ['$'], depth: 0, loops: 0 };

  function main(): Statement[] {
    const statements: Statement[] = [];
    while (tokens.peek().kind !== 'end') {
      const { at } = tokens.peek();
      const statement = isDefinition() ? definition() : textOrAction(scope);
      if (statement === 'end' || statement === 'else')
        throw syntaxFault(`{{${statement}}} has nothing to end`, at);
      if (statement !== undefined) statements.push(statement);
    }
    return statements;
  }

  function isDefinition(): boolean {
    const ahead = tokens.peek(1).kind === 'space' ? 2 : 1;
    return tokens.peek().kind === 'open' && isKeyword(ahead, 'define');
  }

  function isKeyword(ahead: number, word: string): boolean {
    const { kind, text } = tokens.peek(ahead);
    return kind === 'keyword' && text === word;
  }

  /** Only at the top, and a template of its own: no variable of its surroundings is known in it. */
  function definition(): undefined {
    tokens.take();
    tokens.takesKeyword('define');
    const { at } = tokens.peek();
    const name = templateName('after define');
    tokens.expect('close', 'after the name of a definition');
    define(name, at);
  }

  function define(name: string, at: number): void {
    const body = statements({ functions, variables: ['$'], depth: scope.depth, loops: 0 }, at);
    if (body.ending !== 'end') throw syntaxFault('{{else}} is unexpected in a definition', at);
    const before = defined.get(name);
    if (before === undefined || isBlank(before)) defined.set(name, body.statements);
    else if (!isBlank(body.statements))
      throw syntaxFault(`the template ${quoted(name)} is defined twice`, at);
  }

  function templateName(where: string): string {
    const token = tokens.takeSolid();
    if (token.kind === 'string') return unquoteString(token.text, token.at);
    return token.kind === 'raw-string' ? unquoteRaw(token.text) : unexpected(token, where);
  }

  function statements(inner: ParserScope, at: number): { statements: Statement[]; ending: Ending } {
    return nested(inner, at, () => {
      const statements: Statement[] = [];
      for (;;) {
        if (tokens.peek().kind === 'end') throw syntaxFault('an {{end}} is missing', at);
        const statement = textOrAction(inner);
        if (statement === 'end' || statement === 'else') return { statements, ending: statement };
        statements.push(statement);
      }
    });
  }

  function textOrAction(inner: ParserScope): Statement | Ending {
    const token = tokens.take();
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    if (token.kind !== 'open') unexpected(token, 'here');
    tokens.skipSpace();
    const { kind, text, at } = tokens.peek();
    if (kind !== 'keyword') return { kind: 'action', pipe: readPipe(tokens, inner) };
    if (text !== 'define') tokens.take();
    switch (text) {
      case 'if':
      case 'with':
      case 'range':
        return control(text, inner, at);
      case 'break':
      case 'continue':
        tokens.expect('close', `after ${text}`);
        if (inner.loops === 0) throw syntaxFault(`{{${text}}} is not in a range`, at);
        return { kind: text };
      case 'template':
        return invocation(inner, at);
      case 'block':
        return block(inner, at);
      case 'else':
        // What follows "else if" is read by the control that this ends.
        if (!isKeyword(tokens.peek().kind === 'space' ? 1 : 0, 'if') && !isElseWith()) {
          tokens.expect('close', 'after else');
        }
        return text;
      case 'end':
        tokens.expect('close', 'after end');
        return text;
      default:
        return unexpected(tokens.peek(), 'here');
    }
  }

  function isElseWith(): boolean {
    return isKeyword(tokens.peek().kind === 'space' ? 1 : 0, 'with');
  }

  function control(kind: 'if' | 'with' | 'range', inner: ParserScope, at: number): Statement {
    const { length } = inner.variables;
    const pipe = readPipe(tokens, inner, { variables: kind === 'range' ? 2 : 1 });
    if (kind === 'range') inner.loops += 1;
    const body = statements(inner, at);
    if (kind === 'range') inner.loops -= 1;
    const otherwise = body.ending === 'end' ? [] : alternative(kind, inner, at);
    inner.variables.length = length;
    return { kind, pipe, body: body.statements, otherwise };
  }

  function alternative(kind: 'if' | 'with' | 'range', inner: ParserScope, at: number): Statement[] {
    // "{{else if}}" has the {{end}} of its "if" only.
    if (kind !== 'range' && tokens.takesKeyword(kind)) {
      return [nested(inner, at, () => control(kind, inner, at))];
    }
    const { statements: otherwise, ending } = statements(inner, at);
    if (ending === 'else') throw syntaxFault('there is a second {{else}}', at);
    return otherwise;
  }

  function invocation(inner: ParserScope, at: number): Statement {
    const name = templateName('after template');
    tokens.skipSpace();
    const bare = tokens.peek().kind === 'close';
    if (bare) tokens.take();
    return { kind: 'template', name, pipe: bare ? undefined : readPipe(tokens, inner), at };
  }

  /** A definition that is invoked where it stands. */
  function block(inner: ParserScope, at: number): Statement {
    const name = templateName('after block');
    const pipe = readPipe(tokens, inner);
    define(name, at);
    return { kind: 'template', name, pipe, at };
  }

  return { main: main(), defined };
}
