import { type ComponentName, provide } from '@skywriter/testbed';

const needed: readonly ComponentName[] = ['etcd', 'kube-apiserver', 'external-dns'];

/** Whether both can be run here. ExternalDNS is built for nobody who does not require it. */
export async function available(): Promise<boolean> {
  const found = await Promise.all(needed.map((name) => provide(name, { mayBuild: name !== 'external-dns' })));
  return found.every((component) => component.available);
}
