import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';

const PAGE = new URL('../../../../../docs/publish-the-api-endpoint.md', import.meta.url);

/** The YAML of the page "Publish the API endpoint" that begins with the comment `# title`. */
export async function documented(title: string): Promise<string> {
  const page = await readFile(PAGE, 'utf8');
  const [, text] = new RegExp(`^\`\`\`yaml\n# ${title}\n(.*?)^\`\`\`$`, 'ms').exec(page) ?? [];
  if (text === undefined) throw new Error(`the page has no YAML called ${title}`);
  return text;
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly namespace?: string };
}

/** The documented RBAC objects, each with the path to create it at. */
export async function documentedRights(): Promise<{ readonly path: string; readonly body: object }[]> {
  return parseAllDocuments(await documented('rights')).map((document) => {
    const body: Manifest = document.toJS();
    const { namespace } = body.metadata;
    const place = namespace === undefined ? '' : `namespaces/${namespace}/`;
    return { path: `/apis/rbac.authorization.k8s.io/v1/${place}${body.kind.toLowerCase()}s`, body };
  });
}
