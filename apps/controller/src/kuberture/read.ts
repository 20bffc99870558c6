import { type Document, LineCounter, parseDocument } from 'yaml';
import { locate } from '../config/locate.ts';
import { type ConfigurationProblem, formatPath } from '../config/problem.ts';
import { isMap, list } from '../config/raw.ts';
import { complaintsOf } from './rules.ts';
import { type KubertureFile, knownKeys, shape } from './shape.ts';

export type FileResult =
  | { readonly ok: true; readonly file: KubertureFile; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] };

/** Reads kuberture's configuration file; `path` is only told. Code: `SKY_KUBERTURE_CONFIG`. */
export function readKubertureFile(text: string, path: string): FileResult {
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (where: readonly PropertyKey[]) => ({
    code: 'SKY_KUBERTURE_CONFIG' as const,
    file: path,
    path: formatPath(where),
    ...locate({ document, lines }, where),
  });
  const wrong = (where: readonly PropertyKey[], message: string): ConfigurationProblem => ({
    ...at(where),
    message: `parsing config YAML: ${message}.`,
    hint: 'Correct it; what runs goes on with the last good file.',
  });
  if (document.errors.length > 0) {
    return {
      ok: false,
      problems: document.errors.map(({ message }) => wrong([], message.split('\n')[0] ?? '')),
    };
  }
  const raw: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  const parsed = shape.safeParse(raw, { reportInput: true });
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: where, message }) =>
      wrong(where, `${where.length === 0 ? 'the file' : formatPath(where)}: ${message}`),
    );
    return { ok: false, problems };
  }
  const problems = complaintsOf(parsed.data).map(({ path: where, message, hint }) => ({
    ...at(where),
    message,
    hint,
  }));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, file: parsed.data, notes: [...unknownKeys(raw)].map(unknownKey) };
}

function* unknownKeys(raw: unknown): Iterable<string> {
  const others = (value: unknown, known: readonly string[]): string[] =>
    isMap(value) ? Object.keys(value).filter((key) => !known.includes(key)) : [];
  yield* others(raw, knownKeys['']);
  for (const [index, output] of list(raw, 'outputs').entries()) {
    for (const key of others(output, knownKeys.output)) yield `outputs[${index}].${key}`;
  }
}

function unknownKey(key: string): string {
  return `The key ${JSON.stringify(key.slice(0, 80))} means nothing to kuberture, and nothing here.`;
}
