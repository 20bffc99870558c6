/** What a template is made of; `at` is the offset of its first character. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

export type TokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'pipe'
  | 'assign'
  | 'declare'
  | 'comma'
  | 'other'
  | 'paren-open'
  | 'paren-close'
  | 'dot'
  | 'field'
  | 'variable'
  | 'function'
  | 'keyword'
  | 'bool'
  | 'nil'
  | 'number'
  | 'character'
  | 'string'
  | 'raw-string'
  | 'end';

export const keywords: ReadonlySet<string> = new Set([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'template',
  'with',
]);
