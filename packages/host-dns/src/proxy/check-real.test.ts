import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseName, unwrap } from '@skywriter/core';
import { freePort, makeFolder, provide } from '@skywriter/testbed';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../machine/system-run.ts';
import { checkProxyConfiguration } from './check.ts';

const dnsproxy = await provide('dnsproxy', { ways: ['path', 'build'], mayBuild: false });

const cluster = {
  domains: [unwrap(parseName('cluster.local'))],
  servers: [{ address: '127.0.0.1', port: 2 }],
};
const good = (port: number) => `
listen-addrs: [127.0.0.1]
listen-ports: [${port}]
upstream: ['[/cluster.local/]127.0.0.1:2', '127.0.0.1:1', '127.0.0.1:3']
hosts-file-enabled: false
timeout: 2s
`;

describe.skipIf(!dnsproxy.available)('where the check says that dnsproxy does not start', () => {
  test.each([
    ['a value of another kind', (text: string) => text.replace('[127.0.0.1]', '127.0.0.1')],
    ['a number that is none', (text: string) => `${text}ratelimit: many`],
    ['no address', (text: string) => text.replace('[127.0.0.1]', '[localhost]')],
    ['a line that is none', (text: string) => text.replace('/]127.0.0.1:2', '/]')],
    ['nobody for the rest', (text: string) => text.replace(", '127.0.0.1:1', '127.0.0.1:3'", '')],
    ['private addresses without servers', (text: string) => `${text}use-private-rdns: true`],
    ['nothing', () => ''],
    ['no mapping', () => '- a\n'],
  ])('it does not: %s', async (_, change) => {
    const text = change(good(await freePort()));
    const errors = checkProxyConfiguration(text, cluster).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ evidence }) => evidence).join()).toContain('does not start');
    const path = join(await makeFolder('dnsproxy'), 'dnsproxy.yaml');
    await writeFile(path, text);
    const program = dnsproxy.available ? (dnsproxy.paths.dnsproxy ?? '') : '';
    expect(await runCommand({ program, arguments: [`--config-path=${path}`] })).toMatchObject({ code: 1 });
  });
});
