import type { Budget } from './budget.ts';
import { display } from './display.ts';
import { failed, placed } from './fault.ts';
import { type CallContext, functions, logic, type Parameter, type TemplateFunction } from './functions.ts';
import type { Command, Operand, Pipe } from './syntax.ts';
import { findField } from './type.ts';
import {
  isTrue,
  nameOf,
  nothing,
  ofBool,
  ofFloat,
  ofInt,
  ofString,
  pointedAt,
  typed,
  type Value,
} from './value.ts';

/** What an expression sees: `.`, and variables, innermost last. */
export interface Frame {
  readonly dot: Value;
  readonly variables: { readonly name: string; value: Value }[];
}

/** Computes expressions; throws a `TemplateFault` that knows where. */
export class Evaluator {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  get budget(): Budget {
    return this.#context.budget;
  }

  /** The value of a pipeline, which its variables then have. */
  pipe({ commands, variables, assigns, at }: Pipe, frame: Frame): Value {
    let value: Value | undefined;
    for (const command of commands) {
      value = this.#command(command, frame, value);
      // What could have been anything is now known to be nothing.
      if (value.kind === 'null') value = nothing;
    }
    for (const name of variables) {
      if (assigns) this.assign(name, value ?? nothing, frame, at);
      else frame.variables.push({ name, value: value ?? nothing });
    }
    return value ?? nothing;
  }

  assign(name: string, value: Value, frame: Frame, at: number): void {
    const variable = frame.variables.findLast((known) => known.name === name);
    if (variable === undefined) throw failed(`the variable ${name} is not defined`, at);
    variable.value = value;
  }

  #command({ first, rest }: Command, frame: Frame, piped: Value | undefined): Value {
    this.budget.step();
    if (first.kind === 'function') {
      return placed(first.at, () => this.#call(first.name, rest, piped, frame));
    }
    if (rest.length > 0 || piped !== undefined)
      throw failed('only a function can be given a value', first.at);
    if (first.kind === 'nil') throw failed('nil alone is no value', first.at);
    return this.#operand(first, frame);
  }

  #operand(operand: Operand, frame: Frame): Value {
    this.budget.step();
    switch (operand.kind) {
      case 'dot':
        return frame.dot;
      case 'nil':
        return nothing;
      case 'bool':
        return ofBool(operand.value);
      case 'int':
        return ofInt(operand.value);
      case 'float':
        return ofFloat(operand.value);
      case 'string':
        return ofString(operand.value);
      case 'field':
        return placed(operand.at, () => fieldOf(frame.dot, operand.path));
      case 'variable': {
        const variable = frame.variables.findLast(({ name }) => name === operand.name);
        return placed(operand.at, () => fieldOf(variable?.value ?? nothing, operand.path));
      }
      case 'function':
        return placed(operand.at, () => this.#call(operand.name, [], undefined, frame));
      case 'chain':
        return placed(operand.at, () => fieldOf(this.#operand(operand.of, frame), operand.path));
      case 'pipe':
        return this.pipe(operand.pipe, frame);
    }
  }

  #call(name: string, operands: readonly Operand[], piped: Value | undefined, frame: Frame): Value {
    if (logic.has(name)) return this.#logic(name, operands, piped, frame);
    const called = functions.get(name);
    if (called === undefined) throw failed(`there is no function ${name}`);
    checkCount(name, called, operands.length + (piped === undefined ? 0 : 1));
    const values = operands.map((operand, index) =>
      placed(operand.at, () => argument(operand, this.#operand(operand, frame), parameterAt(called, index))),
    );
    if (piped !== undefined) values.push(converted(piped, parameterAt(called, operands.length)));
    for (const value of values) if (value.kind === 'string') this.budget.read(value.value.length);
    const result = called.call(values, this.#context);
    if (result.kind === 'string') this.budget.write(result.value.length);
    return result;
  }

  /** The first that decides, else the last. */
  #logic(name: string, operands: readonly Operand[], piped: Value | undefined, frame: Frame): Value {
    let value = piped;
    if (operands.length === 0 && piped === undefined) throw failed(`${name} is given nothing`);
    for (const operand of operands) {
      const next = placed(operand.at, () => this.#operand(operand, frame));
      if (isTrue(next) === (name === 'or')) return next;
      value = piped ?? next;
    }
    return value ?? nothing;
  }
}

/** Follows `.A.B`; what has no value has no fields either, but asking for them is no mistake. */
function fieldOf(from: Value, path: readonly string[]): Value {
  return path.reduce(oneField, from);
}

function oneField(from: Value, name: string): Value {
  if (from.kind === 'nothing') return nothing;
  const receiver = pointedAt(from);
  if (receiver.kind === 'struct') {
    const route = findField(receiver.type, name);
    if (route === undefined) throw failed(`${nameOf(receiver)} has no field ${name}`);
    return route.reduce((value: Value, { key, type }) => {
      const fields = value.kind === 'struct' ? value.fields : {};
      return typed(type, key === undefined ? fields : fields[key]);
    }, receiver);
  }
  if (receiver.kind === 'map') {
    return Object.hasOwn(receiver.entries, name)
      ? typed(receiver.type.element, receiver.entries[name])
      : nothing;
  }
  if (
    receiver.kind === 'pointer' &&
    receiver.type.to.kind === 'struct' &&
    !findField(receiver.type.to, name)
  ) {
    throw failed(`${receiver.type.to.name} has no field ${name}`);
  }
  const isNil = receiver.kind === 'null' || receiver.kind === 'pointer';
  throw failed(
    `there is no field ${name} in ${isNil ? `a ${nameOf(receiver)} that is nil` : nameOf(receiver)}`,
  );
}

function checkCount(name: string, { parameters, rest }: TemplateFunction, count: number): void {
  if (count < parameters.length || (rest === undefined && count > parameters.length)) {
    throw failed(
      `${name} takes ${parameters.length} ${parameters.length === 1 ? 'value' : 'values'}, not ${count}`,
    );
  }
}

function parameterAt({ parameters, rest = 'value' }: TemplateFunction, index: number): Parameter {
  return parameters[index] ?? rest;
}

function argument(operand: Operand, value: Value, parameter: Parameter): Value {
  if (operand.kind === 'nil' && parameter === 'string') throw failed('nil is no string');
  // Of literals Go takes no number for a map, though it takes nil for one.
  return operand.kind === 'nil' && parameter === 'map' ? noMap : converted(value, parameter);
}

const noMap = typed(
  { kind: 'map', name: 'map[string]string', element: { kind: 'string', name: 'string' } },
  undefined,
);

/** A value as a function takes it. One pointer is followed, and a string of another type is none. */
function converted(value: Value, parameter: Parameter): Value {
  if (parameter === 'value' || parameter === 'any') return value;
  const expected = parameter === 'string' ? 'string' : 'map[string]string';
  if (value.kind === 'nothing' && parameter === 'map') return noMap;
  const solid = pointedAt(value);
  if (solid.kind !== 'nothing' && nameOf(solid) === expected) return solid;
  throw failed(
    `a value is ${value.kind === 'nothing' ? 'missing' : nameOf(value)} where ${expected} is expected`,
  );
}

/** What an action prints. */
export function printed(value: Value): string {
  return value.kind === 'nothing' || value.kind === 'null' ? '<no value>' : display(pointedAt(value));
}
