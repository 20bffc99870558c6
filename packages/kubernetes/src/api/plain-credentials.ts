import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { isRecord } from '../kinds/section.ts';
import type { ApiAccess } from './access.ts';
import type { Credentials } from './credentials.ts';
import { podCredentials } from './pod-credentials.ts';

/** The fields of https://kubernetes.io/docs/reference/config-api/kubeconfig.v1 that stand for what they say. */
const clusterFields = [
  'server',
  'certificate-authority',
  'certificate-authority-data',
  'insecure-skip-tls-verify',
  'tls-server-name',
  'disable-compression',
  'extensions',
];
const userFields = [
  'client-certificate',
  'client-certificate-data',
  'client-key',
  'client-key-data',
  'token',
  'tokenFile',
  'username',
  'password',
];

type Fields = Readonly<Record<string, unknown>>;

/**
 * The credentials of one kubeconfig file that holds certificates, a token, or a name and password; or of the
 * Pod, where there is no file. Undefined for whatever else there may be, be it only wrong.
 */
export async function plainCredentials(access: ApiAccess): Promise<Credentials | undefined> {
  const path = access.kubeconfig ?? defaultPath();
  if (path === undefined) return undefined;
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return access.kubeconfig === undefined ? podCredentials(access) : undefined;
  const { cluster, user } = parts(text, access.context) ?? {};
  const server = access.server ?? cluster?.server;
  if (cluster === undefined || user === undefined || !isUrl(server)) return undefined;
  const file = (name: unknown) => readFile(resolve(dirname(path), String(name)));
  return {
    server: server.replace(/\/$/, ''),
    proxied: false,
    async options() {
      return {
        ...(cluster['insecure-skip-tls-verify'] === true && { rejectUnauthorized: false }),
        ...(isText(cluster['tls-server-name']) && { servername: cluster['tls-server-name'] }),
        ...(await material('ca', { from: cluster, name: 'certificate-authority', file })),
        ...(await material('cert', { from: user, name: 'client-certificate', file })),
        ...(await material('key', { from: user, name: 'client-key', file })),
        ...(isText(user.username) && { auth: `${user.username}:${user.password ?? ''}` }),
        headers: await authorization(user, file),
      };
    },
  };
}

/** `$KUBECONFIG` may name several files; merging those is left to the library. */
function defaultPath(): string | undefined {
  const named = (process.env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  if (named.length > 1) return undefined;
  return named[0] ?? join(process.env.HOME ?? homedir(), '.kube', 'config');
}

function parts(text: string, context: string | undefined): { cluster: Fields; user: Fields } | undefined {
  let config: unknown;
  try {
    config = parse(text, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
  if (!isRecord(config)) return undefined;
  const named = entry(config.contexts, { name: context ?? config['current-context'], of: 'context' });
  const cluster = entry(config.clusters, { name: named?.cluster, of: 'cluster' });
  const user = entry(config.users, { name: named?.user, of: 'user' });
  if (!onlyHas(cluster, clusterFields) || !onlyHas(user, userFields)) return undefined;
  return { cluster, user };
}

/** Of `[{ name, cluster: {…} }]` the one with the name; several of one name are for the library to judge. */
function entry(list: unknown, { name, of }: { name: unknown; of: string }): Fields | undefined {
  if (!Array.isArray(list) || !isText(name)) return undefined;
  const [found, ...others] = list.filter((item) => isRecord(item) && item.name === name);
  const fields = isRecord(found) && others.length === 0 ? (found[of] ?? {}) : undefined;
  return isRecord(fields) ? fields : undefined;
}

function onlyHas(fields: Fields | undefined, known: readonly string[]): fields is Fields {
  return fields !== undefined && Object.keys(fields).every((field) => known.includes(field));
}

type ReadFile = (name: unknown) => Promise<Buffer>;

async function material<K extends 'ca' | 'cert' | 'key'>(
  option: K,
  { from, name, file }: { from: Fields; name: string; file: ReadFile },
): Promise<{ [P in K]?: Buffer }> {
  const data = from[`${name}-data`];
  // As kubectl does: the data, where there are both.
  const content = isText(data)
    ? Buffer.from(data, 'base64')
    : isText(from[name])
      ? await file(from[name])
      : undefined;
  return content === undefined ? {} : ({ [option]: content } as { [P in K]?: Buffer });
}

async function authorization(user: Fields, file: ReadFile): Promise<NonNullable<RequestOptions['headers']>> {
  const token = isText(user.tokenFile) ? (await file(user.tokenFile)).toString().trim() : user.token;
  return isText(token) ? { Authorization: `Bearer ${token}` } : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isUrl(value: unknown): value is string {
  return isText(value) && URL.canParse(value);
}
