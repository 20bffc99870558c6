import type { KubeApiserver } from '@skywriter/testbed';
import { senderTo } from './sender.ts';

const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
const PODS = '/api/v1/namespaces/default/pods';
const CLIENTS = 32;

export function hostOf(index: number): string {
  return `app-${index}.k2s.cluster.local`;
}

/** The objects of a cluster. */
export interface Objects {
  /** Makes Ingresses with one host and one address each, until there are so many. */
  ingresses(count: number): Promise<void>;
  /** Makes running Pods with an address each, until there are so many. */
  pods(count: number): Promise<void>;
  setAddress(index: number, ip: string): Promise<void>;
  close(): void;
}

export function objectsOf(api: KubeApiserver): Objects {
  const { send, close } = senderTo(api, CLIENTS);
  const made = { ingresses: 0, pods: 0 };

  async function make(kind: keyof typeof made, count: number, one: (index: number) => Promise<void>) {
    const client = async () => {
      while (made[kind] < count) {
        made[kind] += 1;
        await one(made[kind] - 1);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  }

  async function setAddress(index: number, ip: string): Promise<void> {
    const status = { loadBalancer: { ingress: [{ ip }] } };
    await send('PATCH', `${INGRESSES}/app-${index}/status`, { status });
  }

  return {
    setAddress,
    ingresses: (count) =>
      make('ingresses', count, async (index) => {
        await send('POST', INGRESSES, ingress(index));
        await setAddress(index, address('10', index));
      }),
    pods: (count) =>
      make('pods', count, async (index) => {
        const name = `web-${index}`;
        await send('POST', PODS, pod(name));
        const podIP = address('172', index);
        const status = { phase: 'Running', hostIP: '192.0.2.1', podIP, podIPs: [{ ip: podIP }] };
        await send('PATCH', `${PODS}/${name}/status`, { status });
      }),
    close,
  };
}

function address(first: string, index: number): string {
  return `${first}.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
}

function ingress(index: number): object {
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const http = { paths: [{ path: '/', pathType: 'Prefix', backend }] };
  return { metadata: { name: `app-${index}` }, spec: { rules: [{ host: hostOf(index), http }] } };
}

/** What a Deployment's Pod has, without the node that would run it. */
function pod(name: string): object {
  const env = Array.from({ length: 8 }, (_, index) => ({
    name: `SETTING_${index}`,
    value: `value ${index}`,
  }));
  const probe = { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 };
  const resources = { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } };
  return {
    metadata: { name, labels: { app: 'web', 'pod-template-hash': '5d4f8c7b9' } },
    spec: {
      nodeName: 'node-1',
      containers: [
        {
          name: 'web',
          image: 'registry.example/team/web:1.2.3',
          ports: [{ containerPort: 8080 }],
          env,
          resources,
          livenessProbe: probe,
          readinessProbe: probe,
        },
      ],
    },
  };
}
