/** A parsed template: the tree of its actions. `at` is an offset in the text. */
export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipe: Pipe;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined; readonly at: number }
  | { readonly kind: 'break' | 'continue' };

export interface Pipe {
  /** Variables that take its value. */
  readonly variables: readonly string[];
  /** Whether they exist already (`=`) or begin here (`:=`). */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
  readonly at: number;
}

/** An operand, and what it is called with. */
export interface Command {
  readonly first: Operand;
  readonly rest: readonly Operand[];
}

export type Operand = { readonly at: number } & (
  | { readonly kind: 'dot' | 'nil' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'field'; readonly path: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'chain'; readonly of: Operand; readonly path: readonly string[] }
  | { readonly kind: 'pipe'; readonly pipe: Pipe }
);

/** The main template and those it defines, by name. */
export interface Syntax {
  readonly main: readonly Statement[];
  readonly defined: ReadonlyMap<string, readonly Statement[]>;
}

/** Whether a definition says nothing, and so may be said again. */
export function isBlank(statements: readonly Statement[]): boolean {
  return statements.every((statement) => statement.kind === 'text' && statement.text.trim() === '');
}
