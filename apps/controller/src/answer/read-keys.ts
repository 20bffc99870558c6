import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type Clock, SkywriterError, unwrap } from '@skywriter/core';
import type { KeyValue } from '@skywriter/skydns';
import * as z from 'zod';

export interface KeysFrom {
  /** A JSON file; `-` for standard input. */
  readonly keys?: string;
  /** URLs of etcd, separated by commas; those of ETCD_URLS when absent. */
  readonly etcd?: string;
  /** Without a slash at its end. */
  readonly prefix: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

const schema = z.array(z.object({ key: z.string(), value: z.string() }));

/** The keys that a command is to judge. Throws `SKY_KEYS_FILE`, and what the link to etcd throws. */
export async function readKeys({ keys, etcd, prefix, env, clock }: KeysFrom): Promise<readonly KeyValue[]> {
  if (keys !== undefined) return parseKeys(await readText(keys), keys);
  const { createEtcdLink, etcdOptionsFromEnv } = await import('@skywriter/skydns-etcd');
  const options = unwrap(etcdOptionsFromEnv(etcd === undefined ? env : { ...env, ETCD_URLS: etcd }));
  // The prefix `/` is the one that ends in the slash which others only get here.
  const base = prefix === '/' ? '' : prefix;
  const link = createEtcdLink({ etcd: options, prefix: base, clock });
  link.start({ changed: () => {}, state: () => {} });
  try {
    return (await link.read({ prefixes: [`${base}/`] })).kvs;
  } finally {
    await link.stop();
  }
}

function parseKeys(content: string, file: string): KeyValue[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch (error) {
    throw unusable(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const list = schema.safeParse(parsed);
  if (list.success) return list.data;
  const [issue] = list.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'it' : `entry ${issue.path.join('.')}`;
  throw unusable(`${file} is not a list of keys: ${place} has not the right type.`);
}

async function readText(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw unusable(`${file} cannot be read${code}.`);
  }
}

function unusable(message: string): SkywriterError {
  return new SkywriterError({
    code: 'SKY_KEYS_FILE',
    message,
    hint: 'Write a JSON list such as [{"key": "/skydns/local/cluster/shop", "value": "{\\"host\\":\\"10.0.0.1\\"}"}].',
  });
}
