import { test } from 'vitest';
import { describeWorld } from './describe-world.ts';
import { expectLifecycle, split } from './lifecycle.ts';

const setUp = `
printf 'server=10.1.1.1\\nno-resolv\\nlisten-address=127.0.0.1\\nbind-interfaces\\n' > /etc/dnsmasq.d/office.conf
systemctl restart dnsmasq
printf 'search corp.example\\nnameserver 127.0.0.1\\n' > /etc/resolv.conf
`;

await describeWorld("the system's dnsmasq", 'dnsmasq', { setUp }, (world) => {
  test('only the domains go to the cluster', async () => {
    await expectLifecycle(world(), {
      wanted: split,
      backend: 'dnsmasq',
      events: { 'a restart of dnsmasq': 'systemctl restart dnsmasq' },
    });
  });
});
