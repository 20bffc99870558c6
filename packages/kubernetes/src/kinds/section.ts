/** Where in an object: `['spec', 'rules', 0, 'host']`. */
export type FieldPath = readonly (string | number)[];

/** A field that is not of the type the Kubernetes API gives it. */
export class FieldMismatch extends Error {
  readonly path: FieldPath;
  readonly expected: string;
  readonly found: string;

  constructor(path: FieldPath, expected: string, value: unknown) {
    super(`${formatPath(path)} is not ${expected}`);
    this.path = path;
    this.expected = expected;
    this.found = describe(value);
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `spec.rules[0].host`; keys that are no plain words in quotes: `metadata.labels["a/b"]`. */
export function formatPath(path: FieldPath): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^\w+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return steps.join('').replace(/^\./, '');
}

/**
 * One mapping inside an object of which nothing is known yet. An absent field and `null` are the same, as
 * they are to the API server; a field of another type throws a {@link FieldMismatch}.
 */
export class Section {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #parent: Section | undefined;
  readonly #steps: FieldPath;

  private constructor(value: unknown, steps: FieldPath, parent?: Section) {
    this.#parent = parent;
    this.#steps = steps;
    if (!isRecord(value)) throw new FieldMismatch(this.#path(), 'a mapping', value);
    this.#fields = value;
  }

  static of(object: unknown): Section {
    return new Section(object, []);
  }

  /** The mapping in a field; an empty one where it is absent. */
  section(key: string): Section {
    return new Section(this.#fields[key] ?? {}, [key], this);
  }

  sections(key: string): Section[] {
    return this.#list(key).map((item, index) => new Section(item ?? {}, [key, index], this));
  }

  text(key: string): string | undefined {
    const value = this.#fields[key] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw this.mismatch(key, 'a string');
  }

  flag(key: string): boolean | undefined {
    const value = this.#fields[key] ?? undefined;
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.mismatch(key, 'true or false');
  }

  integer(key: string): number | undefined {
    const value = this.#fields[key] ?? undefined;
    if (value === undefined || (typeof value === 'number' && Number.isSafeInteger(value))) return value;
    throw this.mismatch(key, 'a whole number');
  }

  texts(key: string): string[] {
    return this.#list(key).map((item, index) => {
      if (typeof item === 'string') return item;
      throw new FieldMismatch(this.#path(key, index), 'a string', item);
    });
  }

  /** Pairs rather than a record, so that a key such as `__proto__` is one like any other. */
  textEntries(key: string): [string, string][] {
    return Object.entries(this.section(key).#fields).map(([name, value]) => {
      if (typeof value === 'string') return [name, value];
      throw new FieldMismatch(this.#path(key, name), 'a string', value);
    });
  }

  mismatch(key: string, expected: string): FieldMismatch {
    return new FieldMismatch(this.#path(key), expected, this.#fields[key]);
  }

  #list(key: string): readonly unknown[] {
    const value = this.#fields[key] ?? [];
    if (Array.isArray(value)) return value;
    throw this.mismatch(key, 'a list');
  }

  #path(...further: FieldPath): FieldPath {
    return [...(this.#parent === undefined ? [] : this.#parent.#path()), ...this.#steps, ...further];
  }
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  if (value === '') return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`;
}
