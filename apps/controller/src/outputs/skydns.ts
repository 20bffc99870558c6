import { type Clock, SkywriterError, unwrap } from '@skywriter/core';
import type { TxtRegistryOptions } from '@skywriter/skydns';
import {
  createSkydnsOutput,
  type EtcdOptions,
  etcdOptionsFromEnv,
  type SkydnsOutput,
  type SkydnsOutputHooks,
} from '@skywriter/skydns-etcd';
import type { OutputConfiguration } from '../config/outputs.ts';
import type { RegistryConfiguration, SkydnsConfiguration } from '../config/skydns.ts';
import { namedZones } from './dns.ts';
import { readSecret } from './secret.ts';

export interface SkydnsContext {
  readonly owner: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly hooks: SkydnsOutputHooks;
}

/**
 * The `skydns` output of a configuration. Rejects with `SKY_ETCD_OPTIONS`, `SKY_SECRET_FILE`,
 * `SKY_SECRET_VARIABLE` or `SKY_REGISTRY_…`.
 */
export async function skydnsOutput(
  output: OutputConfiguration,
  skydns: SkydnsConfiguration,
  context: SkydnsContext,
): Promise<SkydnsOutput> {
  const { clock, env, hooks } = context;
  const { registry } = skydns;
  return createSkydnsOutput({
    name: output.name,
    owner: output.owner ?? context.owner,
    zones: namedZones(output),
    prefix: skydns.prefix,
    layout: skydns.layout,
    ...(registry === undefined ? {} : { registry: await registryOptions(registry, env) }),
    adoptOwners: skydns.adoptOwners,
    ...(output.ttl === undefined ? {} : { defaultTtl: output.ttl }),
    etcd: await etcdOptions(skydns, env),
    clock,
    hooks,
  });
}

/** The etcd that the file names; where it names no endpoints, that of the ETCD_ variables. */
export async function etcdOptions(
  skydns: SkydnsConfiguration,
  env: SkydnsContext['env'],
): Promise<EtcdOptions> {
  const { endpoints, tls, username, passwordFile } = skydns;
  const password =
    passwordFile === undefined
      ? skydns.password
      : await readSecret(passwordFile, 'the etcd password', 'skydns.passwordFile');
  const base = endpoints === undefined ? unwrap(etcdOptionsFromEnv(env)) : { endpoints };
  return {
    ...base,
    ...(tls === undefined ? {} : { tls }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

async function registryOptions(
  registry: RegistryConfiguration,
  env: SkydnsContext['env'],
): Promise<TxtRegistryOptions> {
  const { aesKeyFile, aesKeyVariable, ...plain } = registry;
  const aesKey =
    aesKeyFile === undefined
      ? fromVariable(aesKeyVariable, env)
      : await readSecret(aesKeyFile, 'the registry key', 'skydns.registry.aesKeyFile');
  return { ...plain, aesKey };
}

function fromVariable(variable: string | undefined, env: SkydnsContext['env']): string | undefined {
  if (variable === undefined) return undefined;
  const value = env[variable] ?? '';
  if (value !== '') return value;
  throw new SkywriterError({
    code: 'SKY_SECRET_VARIABLE',
    message: `The variable ${variable}, which is to hold the registry key, is not set.`,
    hint: 'Set it, or correct skydns.registry.aesKeyVariable.',
  });
}
