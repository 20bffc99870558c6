import { quoted } from '../quoted.ts';
import { syntaxFault } from './fault.ts';
import type { Token, TokenKind } from './token.ts';

/** Reads tokens one after another; the last, `end`, again and again. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The token after so many others. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)];
    return token ?? { kind: 'end', text: '', at: 0 };
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  skipSpace(): void {
    while (this.peek().kind === 'space') this.#next += 1;
  }

  /** The next token but spaces, which is taken. */
  takeSolid(): Token {
    this.skipSpace();
    return this.take();
  }

  /** Takes the keyword if it comes next, but for spaces. */
  takesKeyword(word: string): boolean {
    this.skipSpace();
    if (this.peek().kind !== 'keyword' || this.peek().text !== word) return false;
    this.#next += 1;
    return true;
  }

  expect(kind: TokenKind, where: string): Token {
    const token = this.takeSolid();
    return token.kind === kind ? token : unexpected(token, where);
  }
}

export function unexpected(token: Token, where: string): never {
  const what = token.kind === 'end' ? 'the end' : quoted(token.text);
  throw syntaxFault(`${what} is unexpected ${where}`, token.at);
}
