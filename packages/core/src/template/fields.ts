import type { Kind } from '../object/object.ts';
import type { Source } from '../source/source.ts';
import type { Command, Operand, Pipe, Statement, Syntax } from './syntax.ts';
import { findField, type StructType, type Type } from './type.ts';

/** Keys from the top of an object, such as `spec`, `clusterIP`. */
export type FieldPath = readonly string[];

/** What to keep of objects beside their projection. */
export type FieldsByKind = Readonly<Partial<Record<Kind, readonly FieldPath[]>>>;

/** What sources need of objects beside their projection: whoever brings the objects must keep it. */
export function neededFields(sources: Iterable<Pick<Source, 'kind' | 'fields'>>): FieldsByKind {
  const byKind = new Map<Kind, readonly FieldPath[]>();
  for (const { kind, fields = [] } of sources) byKind.set(kind, [...(byKind.get(kind) ?? []), ...fields]);
  return Object.fromEntries([...byKind].map(([kind, paths]) => [kind, withoutCovered(paths)]));
}

/** A place in the object that a value stands for; undefined for what is kept already or not of the object. */
type Place = { readonly path: FieldPath; readonly type: Type } | undefined;

interface Frame {
  readonly dot: Place;
  readonly variables: Map<string, Place>;
}

/**
 * What of an object a template can touch, whichever way it runs. What it prints, passes to a function or
 * ranges over counts with all below it.
 */
export function fieldsOf({ main, defined }: Syntax, type: StructType): FieldPath[] {
  const kept = new Map<string, FieldPath>();
  const visited = new Set<string>();
  const assigned = assignedIn([main, ...defined.values()]);

  function keep(place: Place): undefined {
    if (place !== undefined) kept.set(JSON.stringify(place.path), place.path);
  }

  function follow(from: Place, names: readonly string[]): Place {
    return names.reduce(step, from);
  }

  function step(from: Place, name: string): Place {
    if (from === undefined) return undefined;
    const type = from.type.kind === 'pointer' ? from.type.to : from.type;
    if (type.kind !== 'struct') return keep(from);
    return findField(type, name)?.reduce<Place>(
      (outer, { key, type }) => ({
        path: [...(outer?.path ?? []), ...(key === undefined ? [] : [key])],
        type,
      }),
      from,
    );
  }

  function operand(value: Operand, frame: Frame): Place {
    switch (value.kind) {
      case 'dot':
        return frame.dot;
      case 'field':
        return follow(frame.dot, value.path);
      case 'variable':
        return follow(frame.variables.get(value.name), value.path);
      case 'chain':
        return follow(operand(value.of, frame), value.path);
      case 'pipe':
        return pipe(value.pipe, frame);
      default:
        return undefined;
    }
  }

  function command({ first, rest }: Command, piped: Place, frame: Frame): Place {
    for (const argument of rest) keep(operand(argument, frame));
    keep(piped);
    return operand(first, frame);
  }

  function pipe({ commands, variables }: Pipe, frame: Frame): Place {
    const place = commands.reduce<Place>((piped, next) => command(next, piped, frame), undefined);
    for (const name of variables) {
      // What a variable stands for when it is set in a loop is not followed.
      frame.variables.set(name, assigned.has(name) ? keep(place) : place);
    }
    return place;
  }

  function statements(list: readonly Statement[], frame: Frame): void {
    for (const statement of list) one(statement, frame);
  }

  function one(statement: Statement, frame: Frame): void {
    if (statement.kind === 'action') {
      const place = pipe(statement.pipe, frame);
      if (statement.pipe.variables.length === 0) keep(place);
    } else if (statement.kind === 'template') {
      invoke(statement.name, statement.pipe && pipe(statement.pipe, frame));
    } else if ('body' in statement) {
      const inner: Frame = { ...frame, variables: new Map(frame.variables) };
      const place = pipe(statement.pipe, inner);
      // That a struct is there needs no look.
      if (statement.kind === 'range' || place?.type.kind !== 'struct') keep(place);
      const dot = statement.kind === 'range' ? undefined : statement.kind === 'with' ? place : frame.dot;
      statements(statement.body, { ...inner, dot });
      statements(statement.otherwise, inner);
    }
  }

  function invoke(name: string, dot: Place): void {
    const visit = JSON.stringify([name, dot?.path]);
    if (visited.has(visit)) return;
    visited.add(visit);
    statements(defined.get(name) ?? [], frameOf(dot));
  }

  statements(main, frameOf({ path: [], type }));
  return withoutCovered([...kept.values()]);
}

function frameOf(dot: Place): Frame {
  return { dot, variables: new Map([['$', dot]]) };
}

/** Drops repetitions, and what lies below another path of the list. */
export function withoutCovered(paths: readonly FieldPath[]): FieldPath[] {
  const unique = [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
  return unique.filter(
    (path) =>
      !unique.some((other) => other.length < path.length && other.every((key, index) => key === path[index])),
  );
}

/** Variables that are set anew somewhere. */
function assignedIn(lists: readonly (readonly Statement[])[]): ReadonlySet<string> {
  const names = new Set<string>();
  const inPipe = ({ assigns, variables, commands }: Pipe): void => {
    if (assigns) for (const name of variables) names.add(name);
    for (const { first, rest } of commands) for (const value of [first, ...rest]) inOperand(value);
  };
  const inOperand = (value: Operand): void => {
    if (value.kind === 'pipe') inPipe(value.pipe);
    else if (value.kind === 'chain') inOperand(value.of);
  };
  const inList = (list: readonly Statement[]): void => {
    for (const statement of list) {
      if ('pipe' in statement && statement.pipe !== undefined) inPipe(statement.pipe);
      if ('body' in statement) {
        inList(statement.body);
        inList(statement.otherwise);
      }
    }
  };
  for (const list of lists) inList(list);
  return names;
}
