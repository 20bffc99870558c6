import { expect, test } from 'vitest';
import type { Report } from '../../engine/report.ts';
import { describeWorld } from './describe-world.ts';
import { adapter, expectLifecycle, proxy, split } from './lifecycle.ts';

// A connection that somebody wrote by hand, with a comment that NetworkManager would not keep.
const connection = '/etc/NetworkManager/system-connections/lan.nmconnection';
const configured = (dns: string) => `
mkdir -p /etc/NetworkManager/conf.d
cat > /etc/NetworkManager/conf.d/test.conf <<END
[main]
no-auto-default=*
rc-manager=file
dns=${dns}
[keyfile]
unmanaged-devices=interface-name:k2s0
END
cat > ${connection} <<END
[connection]
id=lan
uuid=11111111-2222-3333-4444-555555555555
type=ethernet
interface-name=eth0

# the office
[ipv4]
method=manual
address1=10.1.1.2/24,10.1.1.1
dns=10.1.1.1;
dns-search=corp.example;

[ipv6]
method=disabled
END
chmod 600 ${connection}
systemctl restart NetworkManager
nmcli --wait 20 connection up lan
ip addr replace 172.19.1.1/24 dev k2s0; ip link set k2s0 up
`;
const events = {
  'a connection that was down': 'nmcli connection down lan; nmcli --wait 20 connection up lan',
  'a restart of NetworkManager': 'systemctl restart NetworkManager; nm-online --quiet --timeout 20',
  'a link that was down': 'ip link set k2s0 down; ip link set k2s0 up',
};

await describeWorld(
  'NetworkManager',
  'network-manager',
  { setUp: `${configured('default')}\n${proxy}`, eth0Managed: true },
  (world) => {
    test('cannot send only some domains to others, and nothing is touched', async () => {
      const before = await world().fingerprint();
      const report = await world().ask<Report>({ do: 'apply', wanted: split });
      expect(report).toMatchObject({ ok: false, problem: { code: 'SKY_HOST_NO_SPLIT' } });
      expect(await world().fingerprint()).toBe(before);
    });

    test('everything goes to the proxy when asked to', async () => {
      await expectLifecycle(world(), { wanted: adapter, backend: 'NetworkManager', events });
    });
  },
);

await describeWorld(
  'NetworkManager with dnsmasq',
  'network-manager',
  { setUp: `${configured('dnsmasq')}\n${proxy}`, eth0Managed: true },
  (world) => {
    test('only the domains go to the cluster', async () => {
      await expectLifecycle(world(), { wanted: split, backend: "NetworkManager's dnsmasq", events });
    });

    test('everything goes to the proxy when asked to', async () => {
      await expectLifecycle(world(), { wanted: adapter, backend: 'NetworkManager', events });
    });
  },
);

await describeWorld(
  'NetworkManager with systemd-resolved',
  'network-manager-resolved',
  { setUp: `${configured('systemd-resolved')}\n${proxy}`, eth0Managed: true },
  (world) => {
    test('only the domains go to the cluster', async () => {
      const restart = { 'a restart of systemd-resolved': 'systemctl restart systemd-resolved' };
      await expectLifecycle(world(), {
        wanted: split,
        backend: 'systemd-resolved link k2s0',
        events: { ...events, ...restart },
      });
    });
  },
);
