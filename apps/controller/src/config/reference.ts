/** What of a JSON Schema the reference shows. */
interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly required?: readonly string[];
}

/** The reference of the configuration file in Markdown, from its JSON Schema: one row for each key. */
export function reference(schema: Node): string {
  const rows = rowsOf(schema, '').map((cells) => `| ${cells.join(' | ')} |`);
  return [
    '# Every key of the configuration file',
    '',
    'Made from the schema. `[]` is an element of a list.',
    '',
    '| key | default | |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function rowsOf(node: Node, path: string): string[][] {
  const own = Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const name = path === '' ? key : `${path}.${key}`;
    const required = node.required?.includes(key) === true;
    return [[`\`${name}\``, defaultOf(child, required), sentence(child)], ...rowsOf(child, name)];
  });
  const alternatives = (node.anyOf ?? []).flatMap((child) => rowsOf(child, path));
  const elements = node.items === undefined ? [] : rowsOf(node.items, `${path}[]`);
  return [...own, ...alternatives, ...elements];
}

function defaultOf(node: Node, required: boolean): string {
  // Where there is a default the key is not required of the author, whatever the schema of the result says.
  if (node.default === undefined) return required ? 'required' : '';
  const text = JSON.stringify(node.default);
  return text === '[]' || text === '{}' ? '' : `\`${text}\``;
}

function sentence({ description = '', enum: values, items }: Node): string {
  const choices = values ?? items?.enum;
  const one =
    choices === undefined ? '' : `One of ${choices.map((value) => `\`${String(value)}\``).join(', ')}.`;
  return [description, one]
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll('|', '\\|');
}
