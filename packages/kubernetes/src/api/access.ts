/** How to reach the API server; in a cluster, with nothing set, as the Pod's own account. */
export interface ApiAccess {
  /** Path of a kubeconfig file. Default: `$KUBECONFIG`, `~/.kube/config`, the Pod's account, in this order. */
  readonly kubeconfig?: string;
  /** A context of it. Default: its current one. */
  readonly context?: string;
  /** URL of the API server, where it is not that of the kubeconfig. */
  readonly server?: string;
}
