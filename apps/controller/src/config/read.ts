import { type Document, LineCounter, parseDocument } from 'yaml';
import { explain, type Finding } from './explain.ts';
import { locate, type YamlText } from './locate.ts';
import { type ConfigurationProblem, formatPath } from './problem.ts';
import { findings } from './rules.ts';
import { type Configuration, schema } from './schema.ts';

export type ConfigurationResult =
  | { readonly ok: true; readonly configuration: Configuration }
  /** In the order of the file; never empty. */
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] };

/** A configuration beyond this size is a mistake, and parsing it would block. */
const MAX_TEXT = 1 << 20;

/**
 * Reads the text of a configuration file and finds all that is wrong with it at once. Codes:
 * `SKY_CONFIG_YAML`, `SKY_CONFIG_KEY`, `SKY_CONFIG_VALUE`, `SKY_CONFIG_RULE`, `SKY_CONFIG_UNSUPPORTED`.
 */
export function readConfiguration(text: string, file: string): ConfigurationResult {
  if (text.length > MAX_TEXT) return invalid([tooLarge(file, text.length)]);
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return invalid(document.errors.map((error) => malformed(file, error, lines)));
  }
  const raw = toValue(document);
  if (!raw.ok) return invalid([{ ...raw.problem, file }]);
  const parsed = schema.safeParse(raw.value, { reportInput: true });
  const issues = parsed.success ? [] : parsed.error.issues.flatMap((issue) => explain(issue, schema));
  const found = withoutMisspelt([...issues, ...findings(raw.value)]);
  if (parsed.success && found.length === 0) return { ok: true, configuration: parsed.data };
  return invalid(found.map((finding) => placed(finding, file, { document, lines })).sort(byPlace));
}

/** A key that is missing because it was misspelt is one mistake, and told once. */
function withoutMisspelt(found: readonly Finding[]): Finding[] {
  const meant = new Set(
    found.flatMap(({ path, means }) => (means === undefined ? [] : [formatPath([...path, means])])),
  );
  return found.filter(({ missing, path }) => missing !== true || !meant.has(formatPath(path)));
}

function toValue(
  document: Document,
): { ok: true; value: unknown } | { ok: false; problem: Omit<ConfigurationProblem, 'file'> } {
  try {
    return { ok: true, value: document.toJS() ?? {} };
  } catch (error) {
    // Too many aliases: the one thing that only shows when the document is resolved.
    const message = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      problem: {
        code: 'SKY_CONFIG_YAML',
        message: `The YAML cannot be resolved: ${message}.`,
        hint: 'Write the values out instead of referring to them by aliases.',
        path: '',
      },
    };
  }
}

function placed(finding: Finding, file: string, yaml: YamlText): ConfigurationProblem {
  const { code, message, hint, key } = finding;
  const path = key === undefined ? finding.path : [...finding.path, key];
  return { code, message, hint, file, path: formatPath(path), ...locate(yaml, finding.path, key) };
}

function malformed(
  file: string,
  error: { message: string; pos: [number, number] },
  lines: LineCounter,
): ConfigurationProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  const message = error.message.replace(/\.$/, '').replaceAll(/\s+/g, ' ');
  return {
    code: 'SKY_CONFIG_YAML',
    message: `This is not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}.`,
    hint: 'Correct the line; quotes, indentation and tabs are the usual cause.',
    file,
    line,
    column: col,
    path: '',
  };
}

function tooLarge(file: string, length: number): ConfigurationProblem {
  return {
    code: 'SKY_CONFIG_YAML',
    message: `The configuration has ${length} characters, more than the ${MAX_TEXT} it may have.`,
    hint: 'See whether the right file was given.',
    file,
    path: '',
  };
}

function invalid(problems: readonly ConfigurationProblem[]): ConfigurationResult {
  return { ok: false, problems };
}

function byPlace(a: ConfigurationProblem, b: ConfigurationProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
