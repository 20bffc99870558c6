import { readFile } from 'node:fs/promises';
import { type Clock, SkywriterError, unwrap } from '@skywriter/core';
import {
  createSkydnsOutput,
  type EtcdOptions,
  etcdOptionsFromEnv,
  type SkydnsOutput,
  type SkydnsOutputHooks,
} from '@skywriter/skydns-etcd';
import type { OutputConfiguration, SkydnsConfiguration } from '../config/outputs.ts';
import { namedZones } from './dns.ts';

export interface SkydnsContext {
  readonly owner: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly hooks: SkydnsOutputHooks;
}

/** The `skydns` output of a configuration. Rejects with `SKY_ETCD_OPTIONS` or `SKY_ETCD_PASSWORD`. */
export async function skydnsOutput(
  output: OutputConfiguration,
  skydns: SkydnsConfiguration,
  context: SkydnsContext,
): Promise<SkydnsOutput> {
  const { clock, hooks } = context;
  return createSkydnsOutput({
    name: output.name,
    owner: output.owner ?? context.owner,
    zones: namedZones(output),
    prefix: skydns.prefix,
    ...(output.ttl === undefined ? {} : { defaultTtl: output.ttl }),
    etcd: await etcdOptions(skydns, context.env),
    clock,
    hooks,
  });
}

/** The etcd that the file names; where it names no endpoints, that of the ETCD_ variables. */
export async function etcdOptions(
  skydns: SkydnsConfiguration,
  env: SkydnsContext['env'],
): Promise<EtcdOptions> {
  const { endpoints, tls, username } = skydns;
  const password = await passwordOf(skydns);
  const base = endpoints === undefined ? unwrap(etcdOptionsFromEnv(env)) : { endpoints };
  return {
    ...base,
    ...(tls === undefined ? {} : { tls }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

async function passwordOf({ password, passwordFile }: SkydnsConfiguration): Promise<string | undefined> {
  if (passwordFile === undefined) return password;
  try {
    // Secrets written by hand mostly end in a line break that is no part of them.
    return (await readFile(passwordFile, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new SkywriterError({
      code: 'SKY_ETCD_PASSWORD',
      message: `The password file ${passwordFile} cannot be read (${code}).`,
      hint: 'Mount the Secret there, or correct skydns.passwordFile.',
    });
  }
}
