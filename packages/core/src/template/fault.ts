import type { Problem } from '../problem.ts';

type FaultCode =
  | 'SKY_TEMPLATE_SYNTAX'
  | 'SKY_TEMPLATE_UNSUPPORTED'
  | 'SKY_TEMPLATE_FAILED'
  | 'SKY_TEMPLATE_LIMIT';

const HINTS: Readonly<Record<FaultCode, string>> = {
  SKY_TEMPLATE_SYNTAX: 'Correct the template; its language is that of text/template of Go.',
  SKY_TEMPLATE_UNSUPPORTED: 'Write the template without it.',
  SKY_TEMPLATE_FAILED:
    'Let the template ask whether the field is there (if, with, hasKey), or give the object what it needs.',
  SKY_TEMPLATE_LIMIT: 'Let the template do less: fewer and shorter names, no recursion.',
};

/** Ends the parsing or the execution of a template; never leaves this folder. */
export class TemplateFault extends Error {
  readonly code: FaultCode;
  /** Offset in the text of the template, where it is known already. */
  at: number | undefined;

  constructor(code: FaultCode, message: string, at?: number) {
    super(message);
    this.code = code;
    this.at = at;
  }
}

export function syntaxFault(message: string, at: number): TemplateFault {
  return new TemplateFault('SKY_TEMPLATE_SYNTAX', message, at);
}

export function unsupported(what: string, at?: number): TemplateFault {
  return new TemplateFault('SKY_TEMPLATE_UNSUPPORTED', `${what} is not supported`, at);
}

export function failed(message: string, at?: number): TemplateFault {
  return new TemplateFault('SKY_TEMPLATE_FAILED', message, at);
}

export function limitFault(message: string): TemplateFault {
  return new TemplateFault('SKY_TEMPLATE_LIMIT', message);
}

/** Says where a fault is, unless something within has said it more exactly. */
export function placed<T>(at: number, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof TemplateFault) error.at ??= at;
    throw error;
  }
}

/** The problem that a fault is to the author of the template. */
export function problemOf({ code, message, at }: TemplateFault, text: string): Problem {
  return {
    code,
    message: `The template is wrong at ${place(text, at ?? 0)}: ${message}.`,
    hint: HINTS[code],
  };
}

function place(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  const column = `column ${[...(before.at(-1) ?? '')].length + 1}`;
  return text.includes('\n') ? `line ${before.length}, ${column}` : column;
}
