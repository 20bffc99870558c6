import { parseName, unwrap } from '@skywriter/core';
import { createHostDns } from '../engine/create.ts';
import { systemMachine } from '../machine/system-machine.ts';
import { forgotten, type HostDns } from '../platform/host-dns.ts';
import { folderPlatform } from './folder-platform.ts';

// Run by a test, which kills it somewhere in here: node apply-for-ever.ts FOLDER

const wish = (address: string, ...domains: string[]): HostDns => ({
  ...forgotten,
  domains: domains.map((domain) => unwrap(parseName(domain))),
  servers: [{ address, port: 53 }],
});

const engine = createHostDns({ machine: systemMachine(), platform: folderPlatform(process.argv[2] ?? '') });
for (;;) {
  for (const wanted of [
    wish('192.0.2.1', 'a.test', 'b.test', 'c.test'),
    wish('192.0.2.2', 'b.test', 'd.test'),
    forgotten,
  ]) {
    const { ok, problem } = await engine.apply(wanted);
    process.stdout.write(`${JSON.stringify({ ok, problem })}\n`);
  }
}
