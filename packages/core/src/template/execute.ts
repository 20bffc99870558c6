import { Budget } from './budget.ts';
import { Evaluator, type Frame, printed } from './evaluate.ts';
import { failed, placed } from './fault.ts';
import type { Pipe, Statement, Syntax } from './syntax.ts';
import {
  isTrue,
  nameOf,
  nothing,
  ofInt,
  ofString,
  pointedAt,
  sortedKeys,
  typed,
  type Value,
} from './value.ts';

/** How a list of statements ended, if not at its end. */
type Exit = 'break' | 'continue' | undefined;

type Control = Extract<Statement, { kind: 'if' | 'with' | 'range' }>;
type Invocation = Extract<Statement, { kind: 'template' }>;

/** The text that a template makes of data; throws a `TemplateFault`. */
export function execute({ main, defined }: Syntax, data: Value, source: string): string {
  const budget = new Budget();
  const evaluator = new Evaluator({ budget, source });
  let output = '';

  function write(text: string): void {
    budget.write(text.length, output.length);
    output += text;
  }

  function run(statements: readonly Statement[], frame: Frame): Exit {
    for (const statement of statements) {
      budget.step();
      const exit = one(statement, frame);
      if (exit !== undefined) return exit;
    }
    return undefined;
  }

  function one(statement: Statement, frame: Frame): Exit {
    switch (statement.kind) {
      case 'text':
        write(statement.text);
        return undefined;
      case 'action': {
        const { pipe } = statement;
        const value = evaluator.pipe(pipe, frame);
        if (pipe.variables.length === 0) write(placed(pipe.at, () => printed(value)));
        return undefined;
      }
      case 'break':
      case 'continue':
        return statement.kind;
      case 'template':
        return invoke(statement, frame);
      default:
        return scoped(frame, () =>
          statement.kind === 'range' ? loop(statement, frame) : choose(statement, frame),
        );
    }
  }
  function choose({ kind, pipe, body, otherwise }: Control, frame: Frame): Exit {
    const value = evaluator.pipe(pipe, frame);
    if (!isTrue(value)) return run(otherwise, frame);
    return run(body, kind === 'with' ? { ...frame, dot: value } : frame);
  }

  function loop({ pipe, body, otherwise }: Control, frame: Frame): Exit {
    const over = pointedAt(evaluator.pipe(pipe, frame));
    const { length } = frame.variables;
    let empty = true;
    for (const [index, element] of elements(over, pipe)) {
      empty = false;
      budget.step();
      nameElement(pipe, index, element, frame);
      const exit = run(body, { ...frame, dot: element });
      frame.variables.length = length;
      if (exit === 'break') break;
    }
    return empty ? run(otherwise, frame) : undefined;
  }

  function nameElement({ variables, assigns, at }: Pipe, index: Value, element: Value, frame: Frame): void {
    const values = variables.length > 1 ? [index, element] : [element];
    for (const [place, name] of variables.entries()) {
      const value = values[place] ?? nothing;
      if (assigns) evaluator.assign(name, value, frame, at);
      else frame.variables.splice(frame.variables.length - variables.length + place, 1, { name, value });
    }
  }

  /** A template of its own: it sees its argument and no variable of its surroundings. */
  function invoke({ name, pipe, at }: Invocation, frame: Frame): Exit {
    const body = defined.get(name);
    if (body === undefined) throw failed(`there is no template ${name}`, at);
    const dot = pipe === undefined ? nothing : evaluator.pipe(pipe, frame);
    budget.invocation(() => run(body, frameOf(dot)));
    return undefined;
  }

  run(main, frameOf(data));
  return output;
}

function frameOf(dot: Value): Frame {
  return { dot, variables: [{ name: '$', value: dot }] };
}

/** What is declared in a control ends with it. */
function scoped(frame: Frame, run: () => Exit): Exit {
  const { length } = frame.variables;
  const exit = run();
  frame.variables.length = length;
  return exit;
}

function* elements(over: Value, pipe: Pipe): Generator<readonly [Value, Value]> {
  switch (over.kind) {
    case 'nothing':
      return;
    case 'list':
      for (const [index, item] of over.items.entries()) yield [ofInt(index), typed(over.type.element, item)];
      return;
    case 'map':
      for (const key of sortedKeys(over.entries))
        yield [ofString(key), typed(over.type.element, over.entries[key])];
      return;
    case 'int':
      if (pipe.variables.length > 1) throw failed('a number is ranged over with one variable', pipe.at);
      for (let number = 0n; number < over.value; number += 1n) yield [nothing, ofInt(number, over.type)];
      return;
    default:
      throw failed(`${nameOf(over)} cannot be ranged over`, pipe.at);
  }
}
