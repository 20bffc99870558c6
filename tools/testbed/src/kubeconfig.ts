export interface KubeAccess {
  readonly url: string;
  /** PEM */
  readonly ca: string;
  readonly user: string;
  readonly token?: string;
  /** PEM */
  readonly cert?: string;
  readonly key?: string;
}

/** A kubeconfig with everything inside: no file of it depends on another, and JSON is YAML. */
export function kubeconfigOf({ url, ca, user, token, cert, key }: KubeAccess): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const credentials = {
    ...(token !== undefined && { token }),
    ...(cert !== undefined && { 'client-certificate-data': base64(cert) }),
    ...(key !== undefined && { 'client-key-data': base64(key) }),
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'testbed', cluster: { server: url, 'certificate-authority-data': base64(ca) } }],
    users: [{ name: user, user: credentials }],
    contexts: [{ name: 'testbed', context: { cluster: 'testbed', user, namespace: 'default' } }],
    'current-context': 'testbed',
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
