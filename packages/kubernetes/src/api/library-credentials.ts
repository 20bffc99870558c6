import { access } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { SkywriterError } from '@skywriter/core';
import type { ApiAccess } from './access.ts';
import type { Credentials } from './credentials.ts';

/**
 * Whatever a kubeconfig may hold, as @kubernetes/client-node reads it: exec plugins, OIDC, impersonation,
 * proxies, several files merged. Throws a SkywriterError: `SKY_KUBECONFIG`.
 */
export async function libraryCredentials(options: ApiAccess): Promise<Credentials> {
  const config = await loadKubeConfig(options);
  const cluster = config.getCurrentCluster();
  return {
    server: cluster?.server ?? '',
    proxied: (cluster?.proxyUrl ?? '') !== '',
    async options() {
      const request: RequestOptions = {};
      await config.applyToHTTPSOptions(request);
      return request;
    },
  };
}

async function loadKubeConfig({ kubeconfig: path, context, server }: ApiAccess): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    if (path !== undefined) await access(path);
    if (path === undefined) config.loadFromDefault();
    else config.loadFromFile(path);
  } catch (error) {
    throw unusable(`${path === undefined ? 'The kubeconfig' : path} cannot be read${causeOf(error)}`);
  }
  if (context !== undefined) config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw unusable(`The kubeconfig has no ${nameOfContext(context)} with a cluster`);
  if (path === undefined && cluster.name === 'cluster' && cluster.server === 'http://localhost:8080') {
    throw unusable('There is neither a kubeconfig nor a service account of a Pod');
  }
  const url = server ?? cluster.server;
  if (!URL.canParse(url)) throw unusable('The address of the API server is not a URL');
  // client-node refuses plain HTTP unless told not to verify; kubectl takes what was written, as `kubectl proxy` needs.
  const skipTLSVerify = cluster.skipTLSVerify || url.startsWith('http:');
  config.clusters = config.clusters.map((other) =>
    other.name === cluster.name ? { ...other, server: url, skipTLSVerify } : other,
  );
  return config;
}

function nameOfContext(context: string | undefined): string {
  return context === undefined ? 'current context' : `context ${JSON.stringify(context)}`;
}

function unusable(what: string): SkywriterError {
  return new SkywriterError({
    code: 'SKY_KUBECONFIG',
    message: `${what}.`,
    hint: 'Name a kubeconfig and a context with which kubectl works, or run in a cluster.',
  });
}

/** Only the error's code: a parser's message could quote the file, and with it a token. */
function causeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return code === undefined ? ': it is not a valid kubeconfig' : ` (${code})`;
}
