import { resolve } from 'node:path';
import type { OutputConfiguration } from './outputs.ts';
import type { Configuration } from './schema.ts';
import type { SkydnsConfiguration } from './skydns.ts';

/** The same configuration with every path made absolute, counted from `folder`. */
export function resolvePaths(configuration: Configuration, folder: string): Configuration {
  const at = (path: string): string => resolve(folder, path);
  const { kubernetes } = configuration;
  return {
    ...configuration,
    manifests: configuration.manifests.map(at),
    ...(kubernetes?.kubeconfig === undefined
      ? {}
      : { kubernetes: { ...kubernetes, kubeconfig: at(kubernetes.kubeconfig) } }),
    outputs: configuration.outputs.map((output) => ofOutput(output, at)),
  };
}

type Resolve = (path: string) => string;

function ofOutput(output: OutputConfiguration, at: Resolve): OutputConfiguration {
  return output.skydns === undefined ? output : { ...output, skydns: ofSkydns(output.skydns, at) };
}

function ofSkydns(skydns: SkydnsConfiguration, at: Resolve): SkydnsConfiguration {
  const { tls, passwordFile, registry } = skydns;
  return {
    ...skydns,
    ...(passwordFile === undefined ? {} : { passwordFile: at(passwordFile) }),
    ...(registry?.aesKeyFile === undefined
      ? {}
      : { registry: { ...registry, aesKeyFile: at(registry.aesKeyFile) } }),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            ...tls,
            ...(tls.ca === undefined ? {} : { ca: at(tls.ca) }),
            ...(tls.cert === undefined ? {} : { cert: at(tls.cert) }),
            ...(tls.key === undefined ? {} : { key: at(tls.key) }),
          },
        }),
  };
}
