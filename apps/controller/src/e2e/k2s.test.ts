import {
  type CoreDns,
  dnsQuery,
  type Etcd,
  eventually,
  type KubeApiserver,
  k2sCorefile,
  provide,
  startCoreDns,
  startEtcd,
  startKubeApiserver,
} from '@skywriter/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, clusterOf } from './kubernetes-objects.ts';
import { SkywriterProcess } from './skywriter-process.ts';

const components = await Promise.all([provide('etcd'), provide('coredns'), provide('kube-apiserver')]);

/** The shape of K2s: one API server, CoreDNS with the etcd plugin behind the kubernetes one, etcd with mutual TLS. */
describe.skipIf(components.some(({ available }) => !available))('a K2s cluster', () => {
  let etcd: Etcd;
  let api: KubeApiserver;
  let coredns: CoreDns;
  let cluster: Cluster;
  let skywriter: SkywriterProcess;

  beforeAll(async () => {
    [etcd, api] = await Promise.all([startEtcd({ tls: 'mutual' }), startKubeApiserver()]);
    const { tls } = etcd;
    if (tls === undefined) throw new Error('etcd has no certificates');
    const endpoints = etcd.members.map(({ endpoint }) => endpoint);
    coredns = await startCoreDns({
      corefile: ({ dns }) => k2sCorefile({ port: dns, endpoints, tls, kubeconfig: api.kubeconfig }),
    });
    cluster = clusterOf(api);
    // K2s's own arguments, and where the API server is, which a pod would know by itself.
    skywriter = new SkywriterProcess(
      [
        'external-dns',
        '--source=ingress',
        '--source=service',
        '--provider=coredns',
        '--log-level=debug',
        `--kubeconfig=${api.kubeconfig}`,
        '--metrics-address=127.0.0.1:0',
      ],
      {
        ETCD_URLS: endpoints.join(','),
        ETCD_CA_FILE: tls.caFile,
        ETCD_CERT_FILE: tls.certFile,
        ETCD_KEY_FILE: tls.keyFile,
      },
    );
  });

  afterAll(async () => {
    await skywriter?.stop();
    await Promise.all([coredns?.stop(), api?.stop(), etcd?.stop()]);
  });

  async function ask(name: string, type = 'A', tcp = false) {
    const { rcode, answer } = await dnsQuery({ port: coredns.port, name, type, tcp });
    return { rcode, data: answer.map((record) => `${record.type} ${record.rdata}`) };
  }

  async function answers(
    name: string,
    type: string,
    expected: { rcode?: string; data?: string[] },
  ): Promise<void> {
    const wanted = { rcode: 'NOERROR', data: [], ...expected };
    for (const tcp of [false, true]) {
      await eventually(async () => expect(await ask(name, type, tcp)).toEqual(wanted), {
        what: `${name} ${type} over ${tcp ? 'TCP' : 'UDP'}`,
      });
    }
  }

  test('an Ingress is answered, follows its addresses, and goes', async () => {
    await cluster.createIngress('shop', 'shop.k2s.cluster.local');
    await cluster.setIngressAddresses('shop', ['172.19.1.100']);
    await answers('shop.k2s.cluster.local', 'A', { data: ['A 172.19.1.100'] });
    await answers('shop.k2s.cluster.local', 'AAAA', {});
    await answers('k2s.cluster.local', 'A', {});
    await answers('nobody.k2s.cluster.local', 'A', { rcode: 'NXDOMAIN' });
    await cluster.setIngressAddresses('shop', ['172.19.1.101', '2001:db8::1']);
    await answers('shop.k2s.cluster.local', 'A', { data: ['A 172.19.1.101'] });
    await answers('shop.k2s.cluster.local', 'AAAA', { data: ['AAAA 2001:db8::1'] });
    await cluster.deleteIngress('shop');
    await answers('shop.k2s.cluster.local', 'A', { rcode: 'NXDOMAIN' });
  });

  test('a parent and its child answer each for itself', async () => {
    await cluster.createIngress('parent', 'app.cluster.local');
    await cluster.createIngress('child', 'api.app.cluster.local');
    await cluster.setIngressAddresses('parent', ['10.0.0.1']);
    await cluster.setIngressAddresses('child', ['10.0.0.2']);
    await answers('app.cluster.local', 'A', { data: ['A 10.0.0.1'] });
    await answers('api.app.cluster.local', 'A', { data: ['A 10.0.0.2'] });
    await cluster.deleteIngress('parent');
    await answers('app.cluster.local', 'A', {});
    await answers('api.app.cluster.local', 'A', { data: ['A 10.0.0.2'] });
    await cluster.deleteIngress('child');
    await answers('app.cluster.local', 'A', { rcode: 'NXDOMAIN' });
  });

  test('no target change is ever seen as a missing name', async () => {
    await cluster.createIngress('busy', 'busy.cluster.local');
    await cluster.setIngressAddresses('busy', ['10.0.1.0']);
    await answers('busy.cluster.local', 'A', { data: ['A 10.0.1.0'] });
    const seen = new Set<string>();
    let changing = true;
    const prober = (async () => {
      while (changing) {
        const { rcode, data } = await ask('busy.cluster.local');
        seen.add(`${rcode} ${data.length}`);
      }
    })();
    for (let change = 1; change <= 30; change += 1)
      await cluster.setIngressAddresses('busy', [`10.0.1.${change}`]);
    await answers('busy.cluster.local', 'A', { data: ['A 10.0.1.30'] });
    changing = false;
    await prober;
    expect([...seen]).toEqual(['NOERROR 1']);
    await cluster.deleteIngress('busy');
  });

  test('a load balancer that blinks keeps its name', async () => {
    await cluster.createService('lb', {
      annotations: {
        'external-dns.alpha.kubernetes.io/hostname': 'lb.cluster.local',
        'external-dns.alpha.kubernetes.io/ttl': '10m',
      },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
    });
    await cluster.setServiceAddresses('lb', ['10.0.2.1']);
    await answers('lb.cluster.local', 'A', { data: ['A 10.0.2.1'] });
    await cluster.setServiceAddresses('lb', []);
    await cluster.createIngress('after', 'after.cluster.local');
    await cluster.setIngressAddresses('after', ['10.0.2.2']);
    await answers('after.cluster.local', 'A', { data: ['A 10.0.2.2'] });
    await answers('lb.cluster.local', 'A', { data: ['A 10.0.2.1'] });
    await cluster.deleteService('lb');
    await cluster.deleteIngress('after');
    await answers('lb.cluster.local', 'A', { rcode: 'NXDOMAIN' });
  });

  test("the cluster's own names stay its own", async () => {
    await answers('kubernetes.default.svc.cluster.local', 'A', { data: ['A 10.96.0.1'] });
    await cluster.createIngress('thief', 'kubernetes.default.svc.cluster.local');
    await cluster.setIngressAddresses('thief', ['10.6.6.6']);
    await skywriter.says(/SKY_NAME_RESERVED/);
    await answers('kubernetes.default.svc.cluster.local', 'A', { data: ['A 10.96.0.1'] });
    await cluster.deleteIngress('thief');
  });

  test('what somebody deletes or edits is back at once, and what is not ours stays', async () => {
    await etcd.put('/skydns/local/cluster/foreign', '{"host":"10.9.9.9"}');
    await etcd.put('/skydns/local/cluster/broken/x', 'no json');
    await cluster.createIngress('mine', 'mine.cluster.local');
    await cluster.setIngressAddresses('mine', ['10.0.3.1']);
    await answers('mine.cluster.local', 'A', { data: ['A 10.0.3.1'] });
    const before = await etcd.list('/skydns/local/cluster/mine');
    for (const { key } of before) await etcd.delete(key);
    await eventually(
      async () =>
        expect((await etcd.list('/skydns/local/cluster/mine')).map(({ key, value }) => [key, value])).toEqual(
          before.map(({ key, value }) => [key, value]),
        ),
      { what: 'the deleted keys' },
    );
    await cluster.deleteIngress('mine');
    await answers('mine.cluster.local', 'A', { rcode: 'NXDOMAIN' });
    await answers('foreign.cluster.local', 'A', { data: ['A 10.9.9.9'] });
    expect(
      (await etcd.list('/skydns/')).filter(({ key }) => key.startsWith('/skydns/local/cluster/broken')),
    ).toHaveLength(1);
    await etcd.delete('/skydns/local/cluster/foreign');
    await etcd.delete('/skydns/local/cluster/broken/x');
  });

  test('it survives the loss of etcd and of the API server, and stops when told', async () => {
    await cluster.createIngress('lasting', 'lasting.cluster.local');
    await cluster.setIngressAddresses('lasting', ['10.0.4.1']);
    await answers('lasting.cluster.local', 'A', { data: ['A 10.0.4.1'] });
    await Promise.all(etcd.members.map((member) => member.kill()));
    await cluster.setIngressAddresses('lasting', ['10.0.4.2']);
    await Promise.all(etcd.members.map((member) => member.restart()));
    await answers('lasting.cluster.local', 'A', { data: ['A 10.0.4.2'] });
    await api.kill();
    await api.restart();
    await cluster.setIngressAddresses('lasting', ['10.0.4.3']);
    await answers('lasting.cluster.local', 'A', { data: ['A 10.0.4.3'] });
    expect(skywriter.running).toBe(true);
    expect(await skywriter.stop()).toBe(0);
    await answers('lasting.cluster.local', 'A', { data: ['A 10.0.4.3'] });
  });
});
