import { expect, test } from 'vitest';
import { k2sCorefile } from './k2s-corefile.ts';

test('reads like the one of K2s', () => {
  const tls = { certFile: '/c/tls.crt', keyFile: '/c/tls.key', caFile: '/c/ca.crt' };
  const endpoints = ['https://172.19.1.100:2379'];
  expect(k2sCorefile({ port: 53, endpoints, tls, kubeconfig: '/k/config', cacheSeconds: 30 })).toBe(`.:53 {
    bind 127.0.0.1
    errors
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        kubeconfig /k/config
        pods insecure
        fallthrough
        ttl 30
    }
    etcd cluster.local {
        path /skydns
        endpoint https://172.19.1.100:2379
        tls /c/tls.crt /c/tls.key /c/ca.crt
    }
    cache 30
}
`);
});

test('has hosts in front where there is no API server', () => {
  const services = { 'kubernetes.default.svc.cluster.local': '10.96.0.1' };
  expect(k2sCorefile({ port: 53, endpoints: ['http://127.0.0.1:2379'], services })).toContain(`
    hosts cluster.local {
        10.96.0.1 kubernetes.default.svc.cluster.local
        ttl 30
        no_reverse
        fallthrough
    }
`);
});
